import { isAdmitted } from "../../policies/lib/admission/policy";
import { absence } from "../../policies/lib/admission/absent";
import type { Finding } from "../../policies/lib/report";
import type { Rule } from "../../policies/lib/rule";
import { typeAndName } from "../../policies/lib/waivers/waivers";
import { typeOf } from "../../src/settings/reference";
import { examplesOf } from "./examples";
import { judgeExample } from "./judge";
import { referencesOf } from "./references";

/** A rule with the pack that holds it. */
export interface PackedRule {
  pack: string;
  rule: Rule;
}

/** `docs/policies/RULE.md`. */
export function rulePage({ pack, rule }: PackedRule): string {
  const { bad, good } = examplesOf(pack, rule.name);
  const findings = judgeExample(rule, bad.resources);
  return [
    `# ${rule.title}`,
    "",
    prose(rule.description),
    "",
    "| | |",
    "| --- | --- |",
    ...facts({ pack, rule }).map(([name, text]) => `| ${name} | ${text} |`),
    "",
    "## Remediation",
    "",
    prose(rule.remedy),
    ...(rule.kind === "resource" && rule.fix ? ["", REPAIRED] : []),
    "",
    ...configuration(rule),
    "## Example",
    "",
    "Refused:",
    "",
    ...code("yaml", bad.text),
    "",
    ...code("text", findings.map(({ urn, message }) => `${typeAndName(urn).join("::")}: ${message}`).join("\n")),
    "",
    "Accepted:",
    "",
    ...code("yaml", good.text),
    "",
    "## Waiver",
    "",
    "An accepted exception is an entry in `policies/waivers.yaml`; [how waivers work](README.md#waivers).",
    "",
    ...code("yaml", waiverText(rule, findings)),
    "",
  ].join("\n");
}

const REPAIRED =
  "Where the level is `remediate`, the pack adds what is missing before the resource is deployed. What somebody set otherwise on purpose it leaves, and reports.";

function facts({ pack, rule }: PackedRule): [name: string, text: string][] {
  const { dev, staging, production } = rule.levels;
  const { framework } = rule;
  return [
    ["Rule", `\`${rule.name}\``],
    ["Pack", `\`policies/${pack}\`, group ${rule.group}`],
    ["Severity", rule.severity],
    ["Level", `dev ${dev}, staging ${staging}, production ${production}`],
    ["Holds", whereItHolds(rule)],
    ["Judges", rule.kind === "stack" ? "the whole stack" : "each resource by itself"],
    ...(framework
      ? ([
          ["Framework", `${framework.name} ${framework.version}, ${framework.reference}: ${framework.specification}`],
        ] as [string, string][])
      : []),
    ["References", referencesOf(rule).join("; ") || "none: no benchmark or tool that we know asks for this"],
  ];
}

function whereItHolds(rule: Rule): string {
  const planned = "when a stack is planned or deployed";
  if (isAdmitted(rule)) return `${planned}, and at [admission](admission.md) for whatever is applied to the cluster`;
  return `${planned}. Not at admission: ${absence(rule)}`;
}

function configuration(rule: Rule): string[] {
  const properties = Object.entries(rule.config?.properties ?? {});
  if (properties.length === 0) return [];
  const rows = properties.map(([name, schema]) => {
    const byDefault = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
    return `| \`${name}\` | ${typeOf(schema as Parameters<typeof typeOf>[0])} | ${byDefault} | ${schema.description ?? ""} |`;
  });
  return [
    "## Configuration",
    "",
    "What the rule reads from the pack's configuration; [how to give it](README.md#configuration).",
    "",
    "| Property | Type | Default | Meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ];
}

/** The entry that would accept what is wrong with the bad example, but for who accepts it. */
export function waiverOf(rule: Rule, [finding]: readonly Finding[]) {
  if (!finding) throw new Error(`the bad example of ${rule.name} must break the rule`);
  const [type, name] = typeAndName(finding.urn);
  return {
    policy: rule.name,
    resource: `${type}::${name}`,
    ...(finding.container !== undefined && { container: finding.container }),
  };
}

function waiverText(rule: Rule, findings: readonly Finding[]): string {
  const [first, ...rest] = Object.entries(waiverOf(rule, findings)).map(([key, value]) => `${key}: ${value}`);
  return [
    `- ${first}`,
    ...rest.map((line) => `  ${line}`),
    "  reason: Why this is acceptable, in a sentence.",
    "  owner: who-answers-for-it",
    "  ticket: PLAT-123",
    "  expires: 2027-03-31 # the last day on which it holds",
  ].join("\n");
}

/** What rules say is no Markdown. */
function prose(text: string): string {
  return text.replaceAll(/[*<]/g, "\\$&");
}

function code(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text, "```"];
}
