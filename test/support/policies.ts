import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import type { Environment } from "../../policies/lib/environment";
import type { StackMeta } from "../../policies/lib/meta/policy";
import { buildPolicies } from "../../policies/lib/policies";
import type { Rule } from "../../policies/lib/rule";
import type { Waiver, WaiverProblem } from "../../policies/lib/waivers/schema";

/**
 * Runs rules as the engine would: hand-built requests go through the SDK's own handlers, so that its deserialisation,
 * its proxies and its way with levels are part of every test.
 */

/** How the engine writes a string that a preview does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface TestResource {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Properties of its provider. */
  provider?: Record<string, unknown>;
  /** URN of its parent. */
  parent?: string;
  /** Types of its parents, as a URN chains them: `a:b:C$`. */
  chain?: string;
  /** Whether the engine refuses to delete it. */
  protect?: boolean;
  /** Resources, as `TYPE::NAME`, whose outputs a property is made of. */
  madeOf?: Record<string, string[]>;
}

export interface Run {
  rules: readonly Rule[];
  resources: readonly TestResource[];
  /** @default production */
  environment?: Environment;
  waivers?: readonly Waiver[];
  problems?: readonly WaiverProblem[];
  /** Configuration of every policy. */
  config?: Record<string, unknown>;
  /** @default true */
  imagesLocked?: boolean;
  /** @default none */
  ownRegistries?: readonly string[];
  /** Rules of other packs. */
  known?: readonly string[];
  /** What the engine configured: properties of each policy. */
  configuration?: Record<string, readonly string[]>;
  /** Policies about the stack that the pack alone has. */
  ofStack?: readonly StackMeta[];
}

export interface Verdict {
  policy: string;
  level: "advisory" | "mandatory";
  severity: string;
  urn: string;
  /** What the policy said after its description. */
  message: string;
}

export const STACK = "test";
export const TODAY = "2026-06-15";
export const ROOT: TestResource = { type: "pulumi:pulumi:Stack", name: `platform-${STACK}`, props: {} };

export function urnOf({ type, name, chain = "" }: TestResource): string {
  return `urn:pulumi:${STACK}::platform::${chain}${type}::${name}`;
}

/** Everything the pack says: of each resource in turn, then of the stack. */
export async function judge(run: Run): Promise<Verdict[]> {
  const policies = policiesOf(run);
  const verdicts: Verdict[] = [];
  const analyze = call<analyzer.AnalyzeRequest, analyzer.AnalyzeResponse>(handlers.makeAnalyzeRpcFun, policies);
  const single = run.rules.some(({ kind }) => kind === "resource");
  for (const resource of single ? run.resources : []) {
    // The engine says whose finding it is by what it asked about.
    verdicts.push(...verdictsOf(await analyze(resourceRequest(resource)), urnOf(resource)));
  }
  const whole = run.rules.some(({ kind }) => kind === "stack") || run.waivers || run.problems;
  if (!whole) return verdicts;
  return [...verdicts, ...(await judgeStack(policies, run.resources))];
}

async function judgeStack(policies: Policies, resources: readonly TestResource[]): Promise<Verdict[]> {
  const request = stackRequest(resources);
  const analyze = call<analyzer.AnalyzeStackRequest, analyzer.AnalyzeResponse>(
    handlers.makeAnalyzeStackRpcFun,
    policies,
  );
  return verdictsOf(await analyze(request), "");
}

/** The properties after remediation, undefined when no rule changed them. */
export async function remediate(run: Run, resource: TestResource): Promise<Record<string, unknown> | undefined> {
  const remediations = call<analyzer.AnalyzeRequest, analyzer.RemediateResponse>(
    handlers.makeRemediateRpcFun,
    policiesOf(run),
  );
  const list = (await remediations(resourceRequest(resource))).getRemediationsList();
  return list.at(-1)?.getProperties()?.toJavaScript();
}

/** One pack in one process: for tests that judge the same resource again. */
export function pack(run: Omit<Run, "resources">) {
  const policies = policiesOf({ ...run, resources: [] });
  const analyze = call<analyzer.AnalyzeRequest, analyzer.AnalyzeResponse>(handlers.makeAnalyzeRpcFun, policies);
  return {
    policies,
    resource: async (resource: TestResource) => verdictsOf(await analyze(resourceRequest(resource)), urnOf(resource)),
    stack: (resources: readonly TestResource[]) => judgeStack(policies, resources),
  };
}

function policiesOf(run: Run) {
  const { rules, waivers = [], problems = [], config, known = [] } = run;
  const policies = buildPolicies(rules, {
    environment: run.environment ?? "production",
    imagesLocked: run.imagesLocked ?? true,
    ownRegistries: run.ownRegistries ?? [],
    stack: STACK,
    waivers: { waivers: [...waivers], problems: [...problems], today: TODAY },
    known: new Set([...rules.map(({ name }) => name), ...known]),
    configuration: new Map(Object.entries(run.configuration ?? {})),
    ofStack: run.ofStack ?? [],
  });
  return config ? policies.map((policy) => configured(policy, config)) : policies;
}

/** The SDK takes configuration only over its own server: here it is given to each policy. */
function configured(policy: Policies[number], config: Record<string, unknown>): Policies[number] {
  const getConfig = <T>() => config as T;
  if ("validateStack" in policy) {
    return { ...policy, validateStack: (args, say) => policy.validateStack({ ...args, getConfig }, say) };
  }
  const { validateResource: validate } = policy;
  if (typeof validate !== "function") throw new Error("Policies here have one function each");
  return { ...policy, validateResource: (args, say) => validate({ ...args, getConfig }, say) };
}

type Handler = (
  call: { request: unknown },
  callback: (error: Error | null | undefined, response: unknown) => void,
) => Promise<void>;
type MakeHandler = (pack: string, version: string, level: string, policies: Policies) => Handler;

// The SDK strips the declarations of its own handlers, which its own tests drive the same way.
const handlers = server as unknown as Record<
  "makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun" | "makeRemediateRpcFun",
  MakeHandler
>;

function call<Request, Response>(make: MakeHandler, policies: Policies): (request: Request) => Promise<Response> {
  const handle = make("pack", "1.0.0", "advisory", policies);
  return (request) =>
    new Promise((resolve, reject) => {
      void handle({ request }, (error, response) => (error ? reject(error) : resolve(response as Response)));
    });
}

export function resourceRequest(resource: TestResource): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  fill(request, resource);
  return request;
}

/** All resources of a stack, and the stack itself. */
export function stackRequest(resources: readonly TestResource[]): analyzer.AnalyzeStackRequest {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList([ROOT, ...resources].map(stackResource));
  return request;
}

/** Derived cases change one resource of a stack and keep the others: nobody writes into these messages. */
const encoded = new WeakMap<TestResource, analyzer.AnalyzerResource>();

function stackResource(resource: TestResource): analyzer.AnalyzerResource {
  const known = encoded.get(resource);
  if (known) return known;
  const message = new analyzer.AnalyzerResource();
  encoded.set(resource, message);
  fill(message, resource);
  if (resource.parent) message.setParent(resource.parent);
  for (const [property, sources] of Object.entries(resource.madeOf ?? {})) {
    const urns = sources.map((id) => `urn:pulumi:${STACK}::platform::${id}`);
    message.getPropertydependenciesMap().set(property, new analyzer.AnalyzerPropertyDependencies().setUrnsList(urns));
  }
  return message;
}

function fill(message: analyzer.AnalyzeRequest | analyzer.AnalyzerResource, resource: TestResource): void {
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(urnOf(resource));
  message.setProperties(Struct.fromJavaScript(resource.props as Record<string, JavaScriptValue>));
  message.setOptions(new analyzer.AnalyzerResourceOptions().setProtect(resource.protect ?? false));
  if (!resource.provider) return;
  const provider = new analyzer.AnalyzerProviderResource();
  provider.setType("pulumi:providers:kubernetes");
  provider.setProperties(Struct.fromJavaScript(resource.provider as Record<string, JavaScriptValue>));
  message.setProvider(provider);
}

export function verdictsOf(response: analyzer.AnalyzeResponse, urn: string): Verdict[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const { ADVISORY, MANDATORY } = analyzer.EnforcementLevel;
    const level = diagnostic.getEnforcementlevel();
    if (level !== ADVISORY && level !== MANDATORY) throw new Error(`A finding must not have the level ${level}`);
    return {
      policy: diagnostic.getPolicyname(),
      level: level === ADVISORY ? "advisory" : "mandatory",
      severity: ["unspecified", "low", "medium", "high", "critical"][diagnostic.getSeverity()] ?? "",
      urn: diagnostic.getUrn() || urn,
      message: diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, ""),
    };
  });
}
