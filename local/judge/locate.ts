import type { PlacedFinding } from "../../report/formats/judgement";
import type { Finding } from "../engine/types";
import type { Path, Place, Subject } from "./subject";

/** Where kinds keep what a rule about pods calls `containers[0]`. */
const POD_SPECS: readonly Path[] = [
  ["spec"],
  ["spec", "template", "spec"],
  ["spec", "jobTemplate", "spec", "template", "spec"],
];

/**
 * Findings with the line that they are about, as far as the path that a message begins with is written; else that of the
 * resource. What is about the whole stands where the first resource does, what is about waivers in their file.
 */
export function located(findings: readonly Finding[], subjects: readonly Subject[], waivers?: string): PlacedFinding[] {
  const places = new Map(subjects.map(({ goal, place }) => [goal.urn, place]));
  const first = subjects[0]?.place ?? { file: "stdin", line: 1 };
  return findings.map((finding) => {
    const place = places.get(finding.urn ?? "");
    if (place) return { ...finding, file: place.file, line: lineOf(place, finding.message) };
    const about = finding.policy === "waivers-valid" && waivers !== undefined ? { file: waivers, line: 1 } : first;
    return { ...finding, file: about.file, line: about.line };
  });
}

function lineOf({ line, within }: Place, message: string): number {
  const path = pathOf(message);
  for (const prefix of [[], ...POD_SPECS]) {
    const found = within?.([...prefix, ...path]);
    if (found && found.depth > prefix.length) return found.line;
  }
  return line;
}

/** `containers[0].image must …` is about `["containers", 0, "image"]`; other texts about nothing. */
function pathOf(message: string): Path {
  const [path = ""] = /^[A-Za-z]\w*(\.[A-Za-z]\w*|\[\d+\])*(?= )/.exec(message) ?? [];
  return path.split(/[.[\]]+/).flatMap((part) => (part === "" ? [] : /^\d+$/.test(part) ? Number(part) : part));
}
