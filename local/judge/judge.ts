import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { devNull } from "node:os";
import type { Environment } from "../../policies/lib/environment";
import type { FinalResource } from "../engine/analysis";
import { PolicyPack } from "../engine/analyzers";
import { engineService } from "../engine/engineservice";
import { Judge } from "../engine/judge";
import { serve } from "../engine/server";
import { Session } from "../engine/session";
import type { Finding, RunOptions } from "../engine/types";
import { STACK_TYPE } from "../engine/urn";
import { messageOf } from "../lib/errors";
import { ownPacks, root } from "../lib/project";
import { PROJECT } from "./manifests";
import type { PackConfig } from "./rules";
import { goal, type Subject } from "./subject";

export interface Case {
  stack: string;
  environment: Environment;
  subjects: readonly Subject[];
  /** What surrounds them: seen by the rules about the whole, not judged itself. */
  around: readonly Subject[];
  config: PackConfig;
  /** Path of a file of waivers. @default none hold: the platform's are about the platform's objects */
  waivers?: string;
  /** What the packs print, in lines. */
  onLine: (line: string) => void;
}

export interface Sentence {
  findings: Finding[];
  /** Findings about what surrounds the subjects, which are not among them. */
  elsewhere: number;
  /** Why a pack could not judge. */
  errors: string[];
}

/** How many resources the packs judge at the same time. */
const parallel = 16;

/** Asks the packs about resources as the engine does in a preview, without a program. */
export async function judge({ waivers = devNull, ...asked }: Case): Promise<Sentence> {
  return withVariable("PLATFORM_WAIVERS", waivers, () => sentence(asked));
}

async function sentence({ subjects, around, ...circumstances }: Omit<Case, "waivers">): Promise<Sentence> {
  const session = new Session(() => undefined, true);
  for (const { goal, outputs, provider } of [...subjects, ...around]) {
    session.scrubber.learn([goal.inputs, outputs, provider?.inputs ?? {}]);
  }
  const server = await serve([[EngineService, engineService(session)]]);
  const packs = startPacks(server.address, session, circumstances);
  try {
    const findings = await ask(new Judge(packs, session), subjects, around, circumstances.stack);
    const foreign = new Set(around.map(({ goal }) => goal.urn));
    const own = findings.filter(({ urn }) => urn === undefined || !foreign.has(urn));
    return { findings: own, elsewhere: findings.length - own.length, errors: session.errors };
  } catch (error) {
    return { findings: [], elsewhere: 0, errors: [session.scrubber.scrub(messageOf(error))] };
  } finally {
    await Promise.allSettled(packs.map((pack) => pack.stop()));
    server.close();
  }
}

type Circumstances = Omit<Case, "subjects" | "around" | "waivers">;

function startPacks(address: string, session: Session, circumstances: Circumstances): PolicyPack[] {
  const { stack, environment, config, onLine } = circumstances;
  const options: RunOptions = {
    directory: root,
    stack,
    config: { "platform:environments": JSON.stringify([{ name: environment }]) },
    dryRun: true,
  };
  const context = {
    options,
    project: PROJECT,
    address,
    onLine: (_: string, line: string) => onLine(session.scrubber.scrub(line)),
  };
  return ownPacks().map((directory) => new PolicyPack({ directory, config }, context));
}

async function ask(
  judge: Judge,
  subjects: readonly Subject[],
  around: readonly Subject[],
  stack: string,
): Promise<Finding[]> {
  const root = subjects.some(({ goal }) => goal.type === STACK_TYPE) ? [] : [stackSubject(stack)];
  const findings: Finding[] = [];
  const judged = [...root, ...subjects];
  for (let first = 0; first < judged.length; first += parallel) {
    const batch = judged.slice(first, first + parallel);
    const verdicts = await Promise.all(batch.map(({ goal, provider }) => judge.judge(goal, goal.inputs, provider)));
    findings.push(...verdicts.flatMap((verdict) => verdict.findings));
  }
  return [...findings, ...(await judge.judgeStack([...judged, ...around].map(final)))];
}

/** The stack that manifests count to: findings about the whole are its. */
function stackSubject(stack: string): Subject {
  const name = `${PROJECT}-${stack}`;
  const urn = `urn:pulumi:${stack}::${PROJECT}::${STACK_TYPE}::${name}`;
  return {
    goal: goal({ urn, type: STACK_TYPE, name, parent: "", custom: false, inputs: {} }),
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
  };
}

function final({ goal, outputs, dependencies, propertyDependencies, provider }: Subject): FinalResource {
  const { urn, type, name, custom, inputs } = goal;
  const protect = goal.options.getProtect() === true;
  return {
    goal,
    provider,
    resource: {
      urn,
      type,
      name,
      custom,
      inputs,
      outputs,
      protect,
      dependencies: [...dependencies],
      propertyDependencies: { ...propertyDependencies },
      aliases: [],
    },
  };
}

/** For as long as `work` lasts: processes that it starts inherit the environment. */
async function withVariable<Result>(name: string, value: string, work: () => Promise<Result>): Promise<Result> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
