import type { Policies } from "@pulumi/policy";

import type { Environment } from "../environment";
import type { Rule } from "../rule";
import type { Session } from "../session";
import { undeterminedBudget } from "./budget";
import { configurationValid, type Configuration } from "./configuration";
import { resourceMeta, stackMeta, type ResourceMeta, type StackMeta } from "./policy";

/** Key of what whole-stack rules found. */
export const STACK = "";

/** Names of all meta policies, whichever pack and environment has them. */
export const META: ReadonlySet<string> = new Set([
  ...["undetermined", "undetermined-advisory", "waived", "rule-failed"].flatMap((name) => [name, `${name}-stack`]),
  ...["undetermined-budget", "types-judged", "charts-judged"],
  ...["configuration-valid", "advice", "waivers-unchecked", "waivers-valid"],
]);

const DECIDE =
  "Make the value known in the preview (a plain value in the program), or waive the rule for the resource.";

export interface MetaContext {
  session: Session;
  environment: Environment;
  configuration: Configuration;
  /** Policies about the stack that only one pack has, since every pack would say the same. */
  ofStack: readonly StackMeta[];
}

/**
 * Policies that report what the rules could not decide, what is waived, which rules failed, what nothing judges and
 * what is wrong with waivers and configuration. They come after the rules, so that all of these have run. The SDK
 * prepares every resource anew for every policy, so a pack has only those that can have something to say.
 */
export function metaPolicies(rules: readonly Rule[], context: MetaContext): Policies {
  const { session, environment, configuration, ofStack } = context;
  const unchecked: StackMeta = {
    name: "waivers-unchecked",
    description: "A waiver whose resource is not there may be needless.",
    enforcementLevel: "advisory",
    remediationSteps:
      "Render charts (npm run charts -- pull), so that the packs see their objects; remove what is needless.",
    messages: (resources) => session.waivers.unchecked(resources),
  };
  const advice: StackMeta = {
    name: "advice",
    description: "What can be improved once something else is done.",
    enforcementLevel: "advisory",
    silent: () => !session.has("advice"),
    messages: () => session.advice(),
  };
  return [
    ...metaOf("resource", rules, session, environment).map(resourceMeta),
    ...metaOf("stack", rules, session, environment).map(({ messages, ...policy }) =>
      stackMeta({ ...policy, messages: () => messages(STACK) }),
    ),
    ...[
      ...(rules.some(({ levels }) => levels[environment] !== "disabled")
        ? [undeterminedBudget(session, environment)]
        : []),
      ...ofStack,
      configurationValid(rules, configuration),
      ...(rules.some(({ advises, levels }) => advises && levels[environment] !== "disabled") ? [advice] : []),
      ...(session.waivers.any ? [unchecked] : []),
    ].map(stackMeta),
    stackMeta({
      name: "waivers-valid",
      description: "Every waiver must be well-formed, in force and needed.",
      enforcementLevel: "mandatory",
      severity: "high",
      remediationSteps: "Mend or remove the entry in policies/waivers.yaml.",
      messages: (resources) => session.waivers.problems(resources).map((text) => ({ urn: "", text })),
    }),
  ];
}

function metaOf(
  kind: Rule["kind"],
  rules: readonly Rule[],
  session: Session,
  environment: Environment,
): ResourceMeta[] {
  const strict = environment === "production";
  const enabled = rules.filter((rule) => rule.kind === kind && rule.levels[environment] !== "disabled");
  const advisory = enabled.filter((rule) => rule.levels[environment] === "advisory");
  // Where everything undetermined only advises, one policy says it all.
  const decisive = strict ? enabled.filter((rule) => !advisory.includes(rule)) : enabled;
  const suffix = kind === "stack" ? "-stack" : "";
  const meta: [needed: boolean, policy: ResourceMeta][] = [
    [
      decisive.length > 0,
      {
        name: `undetermined${suffix}`,
        description: "A rule cannot tell before the deployment whether this resource follows it.",
        enforcementLevel: strict ? "mandatory" : "advisory",
        remediationSteps: DECIDE,
        silent: () => !session.has("undetermined"),
        messages: (key) => session.undetermined(key, names(decisive)),
      },
    ],
    [
      strict && advisory.length > 0,
      {
        name: `undetermined-advisory${suffix}`,
        description: "An advisory rule cannot tell before the deployment whether this resource follows it.",
        enforcementLevel: "advisory",
        remediationSteps: DECIDE,
        silent: () => !session.has("undetermined"),
        messages: (key) => session.undetermined(key, names(advisory)),
      },
    ],
    [
      enabled.some(({ name }) => session.waivers.policies.has(name)),
      {
        name: `waived${suffix}`,
        description: "A finding about this resource is accepted for a time.",
        enforcementLevel: "advisory",
        remediationSteps: "Mend the resource before the waiver expires, then remove the waiver.",
        silent: () => !session.has("waived"),
        messages: (key) => session.waived(key),
      },
    ],
    [
      advisory.length > 0,
      {
        name: `rule-failed${suffix}`,
        description: "An advisory rule of this policy pack failed.",
        enforcementLevel: "mandatory",
        severity: "high",
        remediationSteps: "Report it to those who keep the policy pack.",
        silent: () => !session.has("failed"),
        messages: (key) => session.failuresOf(key),
      },
    ],
  ];
  return meta.filter(([needed]) => needed).map(([, policy]) => policy);
}

function names(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.map(({ name }) => name));
}
