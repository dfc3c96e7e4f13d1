import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules as cloud } from "../../policies/cloud/rules";
import { isAdmitted } from "../../policies/lib/admission/policy";
import { rules as kubernetes } from "../../policies/kubernetes/rules";
import { rules as platform } from "../../policies/platform/rules";
import { rulePage, type PackedRule } from "./rule-page";

/** Every rule, in the order of the packs. */
export const allRules: readonly PackedRule[] = Object.entries({ kubernetes, cloud, platform }).flatMap(
  ([pack, rules]) => rules.map((rule) => ({ pack, rule })),
);

/** Pages of `docs/policies` by the names of their files: one for each rule, and the index. */
export function policyReference(): Record<string, string> {
  const pages = allRules.map((packed) => [`${packed.rule.name}.md`, rulePage(packed)]);
  return { "README.md": index(), ...(Object.fromEntries(pages) as Record<string, string>) };
}

/** Whether the text is a page of a rule, besides which others may lie. */
export function isRulePage(text: string): boolean {
  return /^\| Rule +\| `/m.test(text);
}

function index(): string {
  const groups = [...new Set(allRules.map(({ rule }) => rule.group))];
  const rows = groups.flatMap((group) => allRules.filter(({ rule }) => rule.group === group).map(row));
  return [
    "# Policies",
    "",
    readFileSync(join(__dirname, "introduction.markdown"), "utf8"),
    "## Rules",
    "",
    `${allRules.length} rules, generated from \`policies/\` by \`npm run generate\`. D, S and P are the levels in dev, staging and production: a advisory, m mandatory, r remediate, - disabled. Holds: p when a stack is planned or deployed, a also when anybody else applies an object to the cluster.`,
    "",
    "| Group | Rule | What must hold | Severity | D | S | P | Holds | Framework |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function row({ rule }: PackedRule): string {
  const { dev, staging, production } = rule.levels;
  const levels = [dev, staging, production].map((level) => (level === "disabled" ? "-" : level.charAt(0)));
  const { framework } = rule;
  const control = framework ? `${framework.name.replace(/ Benchmark$/, "")} ${framework.reference}` : "";
  const holds = isAdmitted(rule) ? "p a" : "p";
  const cells = [rule.group, `[${rule.name}](${rule.name}.md)`, rule.title, rule.severity, ...levels, holds, control];
  return `| ${cells.join(" | ")} |`;
}
