import type { Policies, Policy, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import type { Environment } from "./environment";
import { META, metaPolicies, STACK } from "./meta";
import type { Configuration } from "./meta/configuration";
import type { StackMeta } from "./meta/policy";
import { Report, type Circumstances } from "./report";
import type { ResourceRule, Rule, StackRule } from "./rule";
import { Session } from "./session";
import { attempt } from "./unknowns";
import type { WaiversFile } from "./waivers/file";
import { Waivers } from "./waivers/waivers";

/** In a pack's configuration: every policy of it. */
const ALL = "all";

/** Where and when a pack judges. */
export interface PackContext extends Omit<Circumstances, "today"> {
  stack: string;
  waivers: WaiversFile;
  /** Rules of all packs, for waivers that name none of them. */
  known: ReadonlySet<string>;
  configuration: Configuration["given"];
  /** Policies about the stack that this pack alone has. */
  ofStack: readonly StackMeta[];
}

/** The rules as policies of the SDK, and after them the meta policies that say what no rule's own policy can. */
export function buildPolicies(rules: readonly Rule[], context: PackContext): Policies {
  const policies = names(rules);
  if (policies.size < rules.length) throw new Error("Rules of a pack must have different names");
  const level = (rule: Rule) => rule.levels[context.environment];
  const blocking = names(rules.filter((rule) => level(rule) === "mandatory" || level(rule) === "remediate"));
  const disabled = names(rules.filter((rule) => level(rule) === "disabled"));
  const { stack, known, environment, ofStack } = context;
  const waivers = new Waivers(context.waivers, { stack, policies, disabled, known });
  const session = new Session(waivers, blocking);
  const configuration = { given: context.configuration, known: new Set([...known, ...policies, ...META, ALL]) };
  return [
    ...rules.map((rule) =>
      rule.kind === "resource" ? resourcePolicy(rule, session, context) : stackPolicy(rule, session, context),
    ),
    ...metaPolicies(rules, { session, environment, ofStack, configuration }),
  ];
}

function resourcePolicy(rule: ResourceRule, session: Session, context: PackContext): ResourceValidationPolicy {
  const circumstances = { ...context, today: context.waivers.today };
  return {
    ...describe(rule, context.environment),
    validateResource(args, reportViolation) {
      if (!rule.applies(args.type)) return;
      const report = new Report(args.urn, () => args.getConfig(), circumstances);
      session.judge(rule, args.urn, report, () => rule.check(args, report), reportViolation);
    },
    ...(rule.fix && { remediateResource: (args) => remediate(rule, session, args) }),
  };
}

type Remediation = NonNullable<ResourceValidationPolicy["remediateResource"]>;

function remediate(rule: ResourceRule, session: Session, args: Parameters<Remediation>[0]): ReturnType<Remediation> {
  if (!rule.applies(args.type) || session.waivers.touches(rule.name, args.urn)) return undefined;
  // Analysis follows, and reports what could not be repaired: an unknown value, or a defect of the rule.
  try {
    return attempt(() => rule.fix?.(args)) === true ? args.props : undefined;
  } catch {
    return undefined;
  }
}

function stackPolicy(rule: StackRule, session: Session, context: PackContext): StackValidationPolicy {
  const circumstances = { ...context, today: context.waivers.today };
  return {
    ...describe(rule, context.environment),
    validateStack(args, reportViolation) {
      const root = args.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
      const report = new Report(root?.urn ?? "", () => args.getConfig(), circumstances);
      session.judge(rule, STACK, report, () => rule.check(args.resources, report), reportViolation);
    },
  };
}

function describe(rule: Rule, environment: Environment): Policy {
  return {
    name: rule.name,
    displayName: rule.title,
    description: rule.description,
    enforcementLevel: rule.levels[environment],
    severity: rule.severity,
    tags: [rule.group, ...rule.references],
    remediationSteps: rule.remedy,
    url: `docs/policies/${rule.name}.md`,
    ...(rule.framework && { framework: rule.framework }),
    ...(rule.config && { configSchema: rule.config }),
  };
}

function names(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.map(({ name }) => name));
}
