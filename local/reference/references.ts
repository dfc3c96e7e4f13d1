import type { RuleInfo } from "../../policies/lib/rule";

/** What the ids in rules are ids of; the first that matches. */
const FAMILIES: [prefix: RegExp, name: string][] = [
  [/^CIS /, ""],
  [/^CKV2?_/, "Checkov"],
  [/^C-\d/, "Kubescape"],
  [/^K[SC]V-/, "Trivy"],
  [/^PSS /, "Pod Security Standards:"],
];

/** The rule's references in words, grouped by where they are from: `Checkov CKV_K8S_8, CKV_K8S_9`. */
export function referencesOf({ references }: Pick<RuleInfo, "references">): string[] {
  const groups = new Map<string, string[]>();
  const alone: string[] = [];
  for (const reference of references) {
    const [, name] = FAMILIES.find(([prefix]) => prefix.test(reference)) ?? [];
    if (name === undefined || name === "") alone.push(reference);
    else groups.set(name, [...(groups.get(name) ?? []), reference.replace(/^PSS /, "")]);
  }
  return [...alone, ...[...groups].map(([name, ids]) => `${name} ${ids.join(", ")}`)];
}
