import type { ResourceRule, Rule } from "../rule";

/** Rules about single Kubernetes objects that the API server cannot ask, and why. */
export const ABSENT: Readonly<Record<string, string>> = {
  "admission-webhook-fail-closed":
    "The API server asks no admission policy about webhooks, so that a bad policy locks nobody out.",
  "backup-rpo-and-retention": "CEL cannot tell when a schedule of cron runs.",
  "no-default-namespace":
    "The API server has filled the namespace in before it asks, and nobody but administrators may write to default.",
  "stateful-resources-protected": "It reads an option of Pulumi, which no object holds.",
};

/** Why the rule does not hold at admission, undefined when it does or should. */
export function absence(rule: Rule): string | undefined {
  if (rule.kind === "stack") return "It joins objects, and the API server shows one at a time.";
  if (rule.admission) return undefined;
  return ABSENT[rule.name] ?? (aboutObjects(rule) ? undefined : "It is not about objects of the cluster.");
}

/** A list may hold any kind, so every rule about objects wants to see it. */
function aboutObjects(rule: ResourceRule): boolean {
  return rule.applies("kubernetes:core/v1:List");
}
