import { subject } from "../findings";
import type { JudgedRule, Judgement, PlacedFinding } from "./judgement";

/** A suite for each pack, a test case for each rule: it fails when the rule has a mandatory finding. */
export function junit(judgement: Judgement): string {
  const { rules, findings, errors } = judgement;
  const packs = [...new Set([...rules.map(({ pack }) => pack), ...findings.map(({ pack }) => pack)])];
  const suites = packs.map((pack) => {
    const found = findings.filter((finding) => finding.pack === pack);
    const own = rules.filter((rule) => rule.pack === pack);
    const names = [...new Set([...own.map(({ name }) => name), ...found.map(({ policy }) => policy)])];
    return suite(
      pack,
      names.map((name) =>
        testCase(
          pack,
          name,
          own.find((rule) => rule.name === name),
          found.filter(({ policy }) => policy === name),
        ),
      ),
    );
  });
  const failed = errors.map(
    (error, index) =>
      `    <testcase name="pack ${index + 1}" classname="packs">\n      ${element("error", { message: error, type: "error" }, error)}\n    </testcase>`,
  );
  const all = failed.length > 0 ? [...suites, suite("packs", failed)] : suites;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="policies">\n${all.join("\n")}\n</testsuites>\n`;
}

function suite(name: string, cases: string[]): string {
  const count = (tag: string) => String(cases.filter((text) => text.includes(`\n      <${tag}`)).length);
  const counts = {
    name,
    tests: String(cases.length),
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
  };
  return `  <testsuite${attributes(counts)}>\n${cases.join("\n")}\n  </testsuite>`;
}

function testCase(pack: string, name: string, rule: JudgedRule | undefined, findings: PlacedFinding[]): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const rest = findings.filter(({ level }) => level !== "mandatory");
  const [first] = mandatory;
  const about = { name, classname: pack, ...(first ? { file: first.file } : {}) };
  const more = mandatory.length > 1 ? ` and ${mandatory.length - 1} more` : "";
  const inside = [
    ...(rule?.left ? [`<skipped${attributes({ message: rule.left })}/>`] : []),
    ...(first
      ? [element("failure", { message: `${subject(first)}${more}`, type: "mandatory" }, mandatory.map(line).join("\n"))]
      : []),
    ...(rest.length > 0 ? [element("system-out", {}, rest.map(line).join("\n"))] : []),
  ];
  if (inside.length === 0) return `    <testcase${attributes(about)}/>`;
  return `    <testcase${attributes(about)}>\n${inside.map((text) => `      ${text}`).join("\n")}\n    </testcase>`;
}

function line(finding: PlacedFinding): string {
  const { file, line: at, level, status, message, remedy } = finding;
  const label = status === "violation" ? level : status;
  return [`${file}:${at}: ${label}: ${subject(finding)}: ${message}`, ...(remedy ? [`  ${remedy}`] : [])].join("\n");
}

function element(tag: string, given: Record<string, string>, text: string): string {
  return `<${tag}${attributes(given)}>${escape(text)}</${tag}>`;
}

function attributes(given: Record<string, string>): string {
  return Object.entries(given)
    .map(([key, value]) => ` ${key}="${escape(value).replaceAll("\n", "&#10;")}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML has no way to write most control characters. */
function escape(text: string): string {
  const writable = text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "\ufffd");
  return writable.replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}
