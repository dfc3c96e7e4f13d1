import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { loadWaivers } from "../../../policies/lib/waivers/file";
import { parseWaivers, type Waiver } from "../../../policies/lib/waivers/schema";

const GOOD: Waiver = {
  policy: "no-host-path",
  resource: "kubernetes:apps/v1:DaemonSet::logs",
  reason: "It reads the node's logs.",
  owner: "platform-team",
  ticket: "PLAT-7",
  expires: "2026-12-31",
};
const parse = (...entries: unknown[]) => parseWaivers(JSON.stringify(entries), "waivers.yaml");
const messages = (...entries: unknown[]) => parse(...entries).problems.map(({ message }) => message);
const KEYS = "policy, resource, container, chart, at, stacks, reason, owner, ticket, expires";

describe("parseWaivers", () => {
  it("reads well-formed entries, as YAML", () => {
    const source = `# why\n- { policy: a, resource: "T::n", container: c, chart: h, stacks: [dev], reason: r, owner: o, ticket: 7x, expires: 2026-12-31 }`;
    expect(parseWaivers(source, "f")).toEqual({
      waivers: [
        {
          policy: "a",
          resource: "T::n",
          container: "c",
          chart: "h",
          stacks: ["dev"],
          reason: "r",
          owner: "o",
          ticket: "7x",
          expires: "2026-12-31",
        },
      ],
      problems: [],
    });
  });

  it.each([
    ["an unknown key", { ...GOOD, expiry: "x" }, `waivers.yaml[0] must not have "expiry"; its keys are ${KEYS}`],
    [
      "no owner",
      { ...GOOD, owner: undefined },
      "waivers.yaml[0].owner must be a person or team: who answers for it, got nothing",
    ],
    [
      "an empty reason",
      { ...GOOD, reason: " " },
      'waivers.yaml[0].reason must be a sentence: why this is acceptable, got " "',
    ],
    [
      "a number for a ticket",
      { ...GOOD, ticket: 7 },
      "waivers.yaml[0].ticket must be a reference to the decision, got 7",
    ],
    ["no date", { ...GOOD, expires: "soon" }, 'waivers.yaml[0].expires must be a date like 2026-12-31, got "soon"'],
    [
      "a day that does not exist",
      { ...GOOD, expires: "2026-02-30" },
      'waivers.yaml[0].expires must be a date like 2026-12-31, got "2026-02-30"',
    ],
    [
      "no resource type",
      { ...GOOD, resource: "logs" },
      `waivers.yaml[0].resource must be TYPE::NAME, the last two parts of the resource's URN, without patterns, got "logs"`,
    ],
    [
      "a pattern",
      { ...GOOD, resource: "kubernetes:apps/v1:DaemonSet::*" },
      `waivers.yaml[0].resource must be TYPE::NAME, the last two parts of the resource's URN, without patterns, got "kubernetes:apps/v1:DaemonSet::*"`,
    ],
    [
      "stacks that are no list",
      { ...GOOD, stacks: "dev" },
      'waivers.yaml[0].stacks must be a list of stack names, got "dev"',
    ],
    ["another place", { ...GOOD, at: "plan" }, 'waivers.yaml[0].at must be "admission", or be left out, got "plan"'],
    ["no stacks in the list", { ...GOOD, stacks: [] }, "waivers.yaml[0].stacks must name a stack, got []"],
    [
      "a stack without a name",
      { ...GOOD, stacks: [""] },
      'waivers.yaml[0].stacks.0 must be the name of a stack, got ""',
    ],
    ["an entry that is a sentence", "please", `waivers.yaml[0] must be a map with the keys ${KEYS}`],
  ])("fails when an entry has %s", (_title, entry, message) => {
    expect(messages(entry)).toEqual([message]);
  });

  it("keeps the good entries beside malformed ones, and says which policy these are of", () => {
    const { waivers, problems } = parse({ ...GOOD, owner: 1 }, GOOD);
    expect(waivers).toEqual([GOOD]);
    expect(problems.map(({ policy }) => policy)).toEqual(["no-host-path"]);
  });

  it.each([
    ["the same stacks", {}, {}],
    ["all stacks and one", { stacks: ["dev"] }, {}],
    ["a stack of both", { stacks: ["dev", "staging"] }, { stacks: ["staging"] }],
  ])("fails when an entry is repeated for %s", (_title, first, second) => {
    expect(messages({ ...GOOD, ...first }, { ...GOOD, ...second })).toEqual([
      "waivers.yaml[1] must not repeat an earlier waiver; remove it",
    ]);
  });

  it("takes entries for other stacks, containers and resources as different", () => {
    expect(
      messages(
        { ...GOOD, stacks: ["dev"] },
        { ...GOOD, stacks: ["staging"] },
        { ...GOOD, container: "a" },
        { ...GOOD, resource: "T::other" },
      ),
    ).toEqual([]);
  });

  it.each([
    ["no YAML", "- [", /^f must be YAML: Flow sequence in block collection must be .*; mend it$/],
    ["a map", "policy: a", /^f must be a list of waivers; begin each entry with "- "$/],
    ["a key twice", "- policy: a\n  policy: b", /^f must be YAML: Map keys must be unique.*; mend it$/],
  ])("fails when the file is %s", (_title, source, message) => {
    const { waivers, problems } = parseWaivers(source, "f");
    expect(waivers).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
  });
});

describe("loadWaivers", () => {
  const load = (env: Record<string, string>) => loadWaivers(env, () => parseWaivers);
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waivers-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: string) => {
    const path = join(folder, "w.yaml");
    writeFileSync(path, content);
    return path;
  };

  it("reads the project's own file, which is well-formed", () => {
    expect(load({}).problems).toEqual([]);
  });

  it("reads another file that PLATFORM_WAIVERS names, and another day from PLATFORM_TODAY", () => {
    const path = write(JSON.stringify([GOOD]));
    expect(load({ PLATFORM_WAIVERS: path, PLATFORM_TODAY: "2030-01-01" })).toEqual({
      waivers: [GOOD],
      problems: [],
      today: "2030-01-01",
    });
  });

  it.each(["", "[]\n", "# nothing\n\n[]  \n", "# nothing\n"])("finds no waivers in %j", (content) => {
    const unneeded = () => expect.fail("the parser was loaded for nothing");
    expect(loadWaivers({ PLATFORM_WAIVERS: write(content) }, unneeded)).toMatchObject({ waivers: [], problems: [] });
  });

  it("takes today's date in UTC", () => {
    expect(load({}).today).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("fails when PLATFORM_WAIVERS names no file", () => {
    const { problems } = load({ PLATFORM_WAIVERS: "nowhere.yaml" });
    expect(problems).toEqual([
      { message: 'PLATFORM_WAIVERS must be the path of a file, got "nowhere.yaml"; mend it or unset it' },
    ]);
  });

  it("fails when PLATFORM_TODAY is no date, and takes the real one", () => {
    const { problems, today } = load({ PLATFORM_TODAY: "tomorrow" });
    expect(problems).toEqual([{ message: 'PLATFORM_TODAY must be a date like 2026-12-31, got "tomorrow"; unset it' }]);
    expect(today).toMatch(/^20/);
  });
});
