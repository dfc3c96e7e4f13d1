import type { Policies, Policy } from "@pulumi/policy";

import type { Environment } from "./environment";
import type { Resource, Rule } from "./rule";
import type { Message, Session } from "./session";

/** Key of what whole-stack rules found. */
export const STACK = "";

const DECIDE =
  "Make the value known in the preview (a plain value in the program), or waive the rule for the resource.";

/**
 * Policies that report what the rules could not decide, what is waived, which rules failed and what is wrong with the
 * waivers. They come after the rules, so that all of these have run. The SDK unpacks every resource anew for every
 * policy, so a pack has only those that can have something to say.
 */
export function metaPolicies(rules: readonly Rule[], session: Session, environment: Environment): Policies {
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
    messages: () => session.advice(),
  };
  return [
    ...metaOf("resource", rules, session, environment).map(resourcePolicy),
    ...metaOf("stack", rules, session, environment).map(({ messages, ...policy }) =>
      stackPolicy({ ...policy, messages: () => messages(STACK) }),
    ),
    ...(rules.some(({ advises, levels }) => advises && levels[environment] !== "disabled")
      ? [stackPolicy(advice)]
      : []),
    ...(session.waivers.any ? [stackPolicy(unchecked)] : []),
    stackPolicy({
      name: "waivers-valid",
      description: "Every waiver must be well-formed, in force and needed.",
      enforcementLevel: "mandatory",
      severity: "high",
      remediationSteps: "Mend or remove the entry in policies/waivers.yaml.",
      messages: (resources) => session.waivers.problems(resources).map((text) => ({ urn: "", text })),
    }),
  ];
}

interface Meta extends Policy {
  messages: (key: string) => Message[];
}

interface StackMeta extends Policy {
  messages: (resources: readonly Resource[]) => Message[];
}

function metaOf(kind: Rule["kind"], rules: readonly Rule[], session: Session, environment: Environment): Meta[] {
  const strict = environment === "production";
  const enabled = rules.filter((rule) => rule.kind === kind && rule.levels[environment] !== "disabled");
  const advisory = enabled.filter((rule) => rule.levels[environment] === "advisory");
  // Where everything undetermined only advises, one policy says it all.
  const decisive = strict ? enabled.filter((rule) => !advisory.includes(rule)) : enabled;
  const suffix = kind === "stack" ? "-stack" : "";
  const meta: [needed: boolean, policy: Meta][] = [
    [
      decisive.length > 0,
      {
        name: `undetermined${suffix}`,
        description: "A rule cannot tell before the deployment whether this resource follows it.",
        enforcementLevel: strict ? "mandatory" : "advisory",
        remediationSteps: DECIDE,
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
        messages: (key) => session.failuresOf(key),
      },
    ],
  ];
  return meta.filter(([needed]) => needed).map(([, policy]) => policy);
}

function resourcePolicy({ messages, ...policy }: Meta): Policies[number] {
  return {
    ...policy,
    tags: ["meta"],
    validateResource({ urn }, report) {
      for (const { text } of messages(urn)) report(text);
    },
  };
}

function stackPolicy({ messages, ...policy }: StackMeta): Policies[number] {
  return {
    ...policy,
    tags: ["meta"],
    validateStack({ resources }, report) {
      for (const { urn, text } of messages(resources)) report(text, urn || undefined);
    },
  };
}

function names(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.map(({ name }) => name));
}
