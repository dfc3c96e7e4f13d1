import * as path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { chartsCommand } from "../../../local/cli/charts";

const fixtures = path.join(__dirname, "../../fixtures");
const program = ["--cwd", path.join(fixtures, "programs/hello-chart")];
const dev = [...program, "--stack", "dev"];

/** Runs the command and returns what it printed. */
async function charts(...args: string[]): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    expect(await chartsCommand(args)).toBe(0);
    return text;
  } finally {
    write.mockRestore();
  }
}

describe("npm run charts", () => {
  it("explains itself", async () => {
    expect(await charts("--help")).toMatch(/^usage: npm run charts -- pull/);
  });

  it.each([
    [[], ""],
    [["check"], "check"],
    [["check", "a", "b"], "check a b"],
    [["pull", "a"], "pull a"],
    [["push"], "push"],
  ])("fails when it is told %j", async (args, got) => {
    await expect(charts(...args)).rejects.toThrow(
      `charts must be told "pull" or "check DIR", got "${got}"; see --help`,
    );
  });
});

describe("npm run charts -- check", () => {
  it("compares the values that a stack's program gives its charts", async () => {
    expect(await charts("check", path.join(fixtures, "charts"), ...dev)).toMatch(
      /^5 keys of 1 charts compared, all exist in .*charts\n$/,
    );
  });

  it("says that there was nothing to compare when no stack deploys a chart", async () => {
    const bare = ["--cwd", path.join(fixtures, "programs/no-default-deny")];
    expect(await charts("check", path.join(fixtures, "charts"), ...bare)).toBe(
      "no stack deploys a chart, and --values names no drafts: there was nothing to compare\n",
    );
  });

  it("fails when a chart is called absent and is there", async () => {
    await expect(charts("check", path.join(fixtures, "charts"), ...dev, "--absent", "hello")).rejects.toThrow(
      /^--absent must name charts that .*charts lacks, got hello; leave it out$/,
    );
  });

  it("fails when the folder does not exist", async () => {
    await expect(charts("check", "no/such", ...program)).rejects.toThrow("no/such must be a folder of charts");
  });

  it("fails when the stack does not exist", async () => {
    await expect(charts("check", path.join(fixtures, "charts"), ...program, "--stack", "gone")).rejects.toThrow(
      'there is no stack "gone"',
    );
  });

  it("fails when the program cannot run", async () => {
    const throws = ["--cwd", path.join(fixtures, "programs/throws")];
    await expect(charts("check", path.join(fixtures, "charts"), ...throws, "--stack", "dev")).rejects.toThrow(
      /^the program of stack dev must run, got: .+; npm run plan -- dev tells more$/s,
    );
  });

  it("fails when a value has no place in the chart, naming component, stack, key and the nearest", async () => {
    await expect(charts("check", path.join(fixtures, "charts"), ...program, "--stack", "misspelled")).rejects.toThrow(
      "1 value or version is not of the charts:\n  Hello (misspelled), hello 1.2.3: replcas must be a key of the chart's values, and is not; did you mean replicas?",
    );
  });
});
