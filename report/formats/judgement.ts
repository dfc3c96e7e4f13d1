import { createHash } from "node:crypto";
import type { Finding, Severity } from "../../local/engine/types";
import { subject } from "../findings";

/** What the packs said of files, for people and for pipelines. */
export interface Judgement {
  environment: string;
  /** Resources that were judged. */
  resources: number;
  /** The rules of the packs, in their order. */
  rules: JudgedRule[];
  findings: PlacedFinding[];
  /** Why a pack could not judge. */
  errors: string[];
}

export interface JudgedRule {
  pack: string;
  name: string;
  title: string;
  description: string;
  severity: Severity;
  remedy: string;
  tags: string[];
  /** Why the rule judged nothing. */
  left?: string;
}

export interface PlacedFinding extends Finding {
  /** Where the resource is written; for a finding about the whole, where that begins. */
  file: string;
  /** From 1. */
  line: number;
}

/**
 * The same for the same finding, wherever in its file the object is written. Findings that are alike are told apart by
 * their order.
 */
export function fingerprints(findings: readonly PlacedFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ policy, status, message, file, ...finding }) => {
    const key = [policy, status, subject(finding), message, file].join("\0");
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash("sha256").update(`${key}\0${count}`).digest("hex");
  });
}

/** What a reader of the finding needs in one text: about what it is, what is wrong, and what to do. */
export function explain(finding: PlacedFinding): string {
  const { message, remedy, status } = finding;
  const label = status === "violation" ? "" : `${status}: `;
  return `${subject(finding)}: ${label}${message}${remedy === undefined ? "" : `. ${remedy}`}`;
}
