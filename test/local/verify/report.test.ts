import { describe, expect, it } from "vitest";
import { formatReport, summarize } from "../../../local/verify/report";

const failure = (n: number) => ({ what: `what ${n}`, where: `where ${n}`, why: "why", remedy: "remedy" });

describe("the report of verify", () => {
  it("is a table with a total", () => {
    const report = summarize(
      [
        { name: "access", passed: 1200, failed: 0, seconds: 3.21, failures: [] },
        { name: "quotas", passed: 8, failed: 1, seconds: 0.4, failures: [failure(1)] },
      ],
      3.7,
    );
    expect(report).toMatchObject({ passed: 1208, failed: 1, seconds: 3.7 });
    expect(formatReport(report)).toBe(
      [
        "checks of  checks  passed  failed  seconds",
        "access       1200    1200       0      3.2",
        "quotas          9       8       1      0.4",
        "total        1209    1208       1      3.7",
        "",
        "quotas: where 1: what 1: why; remedy",
      ].join("\n"),
    );
  });

  it("shows the first 20 failures of a group and counts the others", () => {
    const failures = Array.from({ length: 23 }, (_, n) => failure(n));
    const text = formatReport(summarize([{ name: "access", passed: 0, failed: 23, seconds: 1, failures }], 1));
    expect(text).toContain("access: where 19: what 19");
    expect(text).not.toContain("where 20");
    expect(text.endsWith("access: and 3 more")).toBe(true);
  });
});
