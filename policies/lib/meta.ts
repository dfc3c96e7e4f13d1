import type { Policies, Policy, ReportViolation } from "@pulumi/policy";

import type { Environment } from "./environment";
import type { Rule } from "./rule";
import type { Message, Session } from "./session";

/** Key of what whole-stack rules found. */
export const STACK = "";

/**
 * Policies that report what the rules could not decide, what is waived, which rules failed and what is wrong with the
 * waivers. They come after the rules, so that all of them have run. The SDK unpacks every resource for every policy,
 * so a pack has only those that can have something to say.
 */
export function metaPolicies(rules: readonly Rule[], session: Session, environment: Environment): Policies {
  const strict = environment === "production";
  const levels = new Map(rules.map((rule) => [rule.name, rule.levels[environment]]));
  const on = (kind: Rule["kind"]) => rules.filter((r) => r.kind === kind && levels.get(r.name) !== "disabled");
  const advises = (rule: Rule) => levels.get(rule.name) === "advisory";

  return (["resource", "stack"] as const).flatMap((kind) => {
    const enabled = on(kind);
    const advisory = enabled.filter(advises);
    const decisive = strict ? enabled.filter((rule) => !advises(rule)) : enabled;
    const waived = enabled.some(({ name }) => session.waivers.policies.has(name));
    const meta = (policy: Meta) => toPolicy(kind, policy);
    return [
      ...(enabled.length === 0
        ? []
        : [
            meta({
              name: "undetermined",
              description: "A rule cannot tell before the deployment whether this resource follows it.",
              enforcementLevel: strict ? "mandatory" : "advisory",
              remediationSteps:
                "Make the value known in the preview (a plain value in the program), or waive the rule.",
              messages: (key) => session.undetermined(key, names(decisive)),
            }),
          ]),
      ...(!strict || advisory.length === 0
        ? []
        : [
            meta({
              name: "undetermined-advisory",
              description: "An advisory rule cannot tell before the deployment whether this resource follows it.",
              enforcementLevel: "advisory",
              remediationSteps:
                "Make the value known in the preview (a plain value in the program), or waive the rule.",
              messages: (key) => session.undetermined(key, names(advisory)),
            }),
          ]),
      ...(!waived
        ? []
        : [
            meta({
              name: "waived",
              description: "A finding about this resource is accepted for a time.",
              enforcementLevel: "advisory",
              remediationSteps: "Mend the resource before the waiver expires, then remove the waiver.",
              messages: (key) => session.waived(key),
            }),
          ]),
      ...(advisory.length === 0
        ? []
        : [
            meta({
              name: "rule-failed",
              description: "An advisory rule of this policy pack failed.",
              enforcementLevel: "mandatory",
              severity: "high",
              remediationSteps: "Report it to those who keep the policy pack.",
              messages: (key) => session.failuresOf(key),
            }),
          ]),
      ...(kind === "resource" ? [] : [waiversValid(session)]),
    ];
  });
}

function waiversValid(session: Session): Policies[number] {
  return toPolicy("stack", {
    name: "waivers-valid",
    description: "Every waiver must be well-formed, in force and needed.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Mend or remove the entry in policies/waivers.yaml.",
    messages: () => session.waivers.problems().map((text) => ({ urn: "", text })),
  });
}

interface Meta extends Policy {
  messages(key: string): Message[];
}

function toPolicy(kind: Rule["kind"], { messages, ...meta }: Meta): Policies[number] {
  const policy = { ...meta, tags: ["meta"] };
  const say = (key: string, report: ReportViolation) => {
    for (const { urn, text } of messages(key)) report(text, urn || undefined);
  };
  if (kind === "resource") return { ...policy, validateResource: (args, report) => say(args.urn, report) };
  const name = policy.name === "waivers-valid" ? policy.name : `${policy.name}-stack`;
  return { ...policy, name, validateStack: (_args, report) => say(STACK, report) };
}

function names(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.map(({ name }) => name));
}
