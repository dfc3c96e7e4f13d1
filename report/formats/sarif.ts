import { explain, fingerprints, type JudgedRule, type Judgement, type PlacedFinding } from "./judgement";

/**
 * A log in the Static Analysis Results Interchange Format.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(judgement: Judgement): string {
  const { rules, findings, errors } = judgement;
  const names = [...new Set([...rules.map(({ name }) => name), ...findings.map(({ policy }) => policy)])];
  const known = new Map(rules.map((rule) => [rule.name, rule]));
  const prints = fingerprints(findings);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "platform policies", rules: names.map((name) => descriptor(name, known.get(name))) } },
        invocations: [
          {
            executionSuccessful: errors.length === 0,
            toolConfigurationNotifications: rules.flatMap(({ name, left }) => (left ? [notApplied(name, left)] : [])),
            toolExecutionNotifications: errors.map((text) => ({ level: "error", message: { text } })),
          },
        ],
        results: findings.map((finding, index) => result(finding, names.indexOf(finding.policy), prints[index])),
        columnKind: "utf16CodeUnits",
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor(id: string, rule: JudgedRule | undefined) {
  if (!rule) return { id };
  return {
    id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.description },
    help: { text: rule.remedy },
    properties: { tags: rule.tags, severity: rule.severity },
  };
}

function notApplied(id: string, reason: string) {
  return {
    level: "note",
    message: { text: `${id} judged nothing: ${reason}` },
    associatedRule: { id },
  };
}

function result(finding: PlacedFinding, ruleIndex: number, print: string | undefined) {
  const { policy, level, status, message, file, line } = finding;
  return {
    ruleId: policy,
    ruleIndex,
    level: level === "mandatory" ? "error" : "warning",
    message: { text: explain(finding) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } }],
    partialFingerprints: { "finding/v1": print },
    // Accepted for a time, by an entry in the file of waivers.
    ...(status === "waived"
      ? { suppressions: [{ kind: "external", status: "accepted", justification: message }] }
      : {}),
  };
}

/** Relative files stay relative, to the root of whatever repository they are in. */
function uriOf(file: string): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}
