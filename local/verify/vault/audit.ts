import { readFileSync } from "node:fs";
import type { CheckOutcome } from "../report";
import type { Planted } from "./matrix";
import type { Identity } from "./signin";
import { Tally } from "./tally";

interface Line {
  type: string;
  request: { path: string; operation: string };
  error?: string;
}

/** Every request of the checks is in the log: what was read, what was refused, and who signed in. */
export function checkAudit(file: string, from: number, planted: Planted[], identities: Identity[]): CheckOutcome {
  const tally = new Tally();
  const lines = linesOf(file, from);
  const found = (path: string, operation: string, refused: boolean) =>
    lines.some(
      ({ type, request, error }) =>
        type === "response" &&
        request.path === path &&
        request.operation === operation &&
        (error ?? "").includes("permission denied") === refused,
    );
  for (const method of new Set(identities.map((identity) => identity.method))) {
    const path = `auth/${method}/login`;
    tally.expect(found(path, "update", false), file, `the audit log must hold a sign-in by ${path}`, "it is not there");
  }
  const readers = identities.filter(({ kind }) => kind !== "person");
  for (const { path, team, environment } of planted) {
    const own = readers.some((reader) => reader.team === team && reader.environment === environment);
    const strangers = readers.some((reader) => reader.team !== team || reader.environment !== environment);
    if (own)
      tally.expect(
        found(path, "read", false),
        file,
        `the audit log must hold the reading of ${path}`,
        "it is not there",
      );
    if (strangers) {
      tally.expect(
        found(path, "read", true),
        file,
        `the audit log must hold the refusal of ${path}`,
        "it is not there",
      );
    }
  }
  return tally.outcome;
}

function linesOf(file: string, from: number): Line[] {
  const text = readFileSync(file).subarray(from).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
