import { describe, expect, it } from "vitest";

import { scoresOf, survivors, table } from "../../../local/mutation/summary";
import type { Mutant } from "../../../local/mutation/types";

const mutant = (fileName: string, status: Mutant["status"], line = 1, column = 1): Mutant => ({
  fileName,
  status,
  mutatorName: "BooleanLiteral",
  replacement: "true\n  || false",
  location: { start: { line, column } },
});

const results = [
  mutant("policies/lib/cron.ts", "Survived", 12, 3),
  mutant("policies/lib/cron.ts", "Killed"),
  mutant("policies/lib/cron.ts", "Timeout"),
  mutant("policies/lib/cron.ts", "Ignored"),
  mutant("policies/lib/cron.ts", "NoCoverage", 2, 7),
  mutant("policies/lib/vault/hcl.ts", "Killed"),
];

describe("the summary of a mutation run", () => {
  it("scores each folder by what tests noticed, and leaves out what is ignored", () => {
    expect(scoresOf(results)).toEqual([
      { folder: "policies/lib", killed: 2, survived: 1, uncovered: 1, percent: 50 },
      { folder: "policies/lib/vault", killed: 1, survived: 0, uncovered: 0, percent: 100 },
    ]);
    expect(table(scoresOf(results))).toBe(
      `policies/lib         50.0 %  2 killed, 1 survived, 1 not run
policies/lib/vault  100.0 %  1 killed, 0 survived, 0 not run
all                  60.0 %  3 killed, 1 survived, 1 not run
`,
    );
  });

  it("says where nothing was noticed, in the order of lines", () => {
    expect(survivors(results)).toBe(
      `  policies/lib/cron.ts:2:7 BooleanLiteral (no test runs it): true || false
  policies/lib/cron.ts:12:3 BooleanLiteral: true || false
`,
    );
  });
});
