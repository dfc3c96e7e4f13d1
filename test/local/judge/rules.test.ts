import { describe, expect, it } from "vitest";
import { choose, environmentNamed, OPTIONS, packs, SURROUNDINGS, type Choice } from "../../../local/judge/rules";
import { UserError } from "../../../local/lib/errors";

const all: Choice = { environment: "production", extent: "program", only: [], disable: [], config: {} };
const left = (choice: Partial<Choice>) =>
  choose({ ...all, ...choice })
    .left.map(({ rule }) => rule)
    .sort();

describe("which rules judge", () => {
  it("are all of a program's stack, but for those that its environment disables", () => {
    expect(left({})).toEqual([]);
    expect(choose({ ...all, environment: "dev" }).left).toContainEqual({
      rule: "replicas-and-spread",
      reason: "it is disabled in dev",
    });
  });

  it("leave out what asks a program's options when manifests are all that a cluster holds", () => {
    expect(left({ extent: "cluster" })).toEqual(Object.keys(OPTIONS));
  });

  it("leave out what looks for a platform when manifests stand alone", () => {
    expect(left({ extent: "alone" })).toEqual([...Object.keys(SURROUNDINGS), ...Object.keys(OPTIONS)].sort());
    expect(choose({ ...all, extent: "alone" }).left).toContainEqual({
      rule: "pvc-class-exists",
      reason: "it looks for storage classes around what is judged",
    });
  });

  it("name rules that exist, and those that look around judge whole stacks", () => {
    const rules = new Map(Object.values(packs).flatMap((pack) => pack.map((rule) => [rule.name, rule.kind])));
    expect(Object.keys(SURROUNDINGS).filter((name) => rules.get(name) !== "stack")).toEqual([]);
    expect(Object.keys(OPTIONS).filter((name) => !rules.has(name))).toEqual([]);
  });

  it("are those that --only names, even if they look around, without those that --disable names", () => {
    const choice = { only: ["pvc-class-exists", "no-host-path"], extent: "alone" } as const;
    const { config } = choose({ ...all, ...choice });
    const rules = Object.values(packs).flat();
    expect(rules.filter(({ name }) => config[name] !== "disabled").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["pvc-class-exists", "no-host-path"]),
    );
    expect(left(choice)).toHaveLength(rules.length - 2);
    expect(left({ ...choice, disable: ["no-host-path"] })).toHaveLength(rules.length - 1);
  });

  it("take levels and properties from the configuration", () => {
    const config = { "pvc-class-exists": "advisory", "no-host-path": { paths: ["/dev"] } };
    const chosen = choose({ ...all, extent: "alone", config });
    expect(chosen.config).toMatchObject(config);
    expect(chosen.left.map(({ rule }) => rule)).not.toContain("pvc-class-exists");
  });

  it("only advise where a deployment would repair: nothing here does", () => {
    const levels = Object.values(packs).flatMap((pack) => pack.map(({ name, levels }) => [name, levels.dev] as const));
    const repaired = levels.filter(([, level]) => level === "remediate").map(([name]) => name);
    expect(repaired.length).toBeGreaterThan(3);
    const { config } = choose({ ...all, environment: "dev" });
    for (const name of repaired) expect(config[name], name).toBe("advisory");
    expect(choose({ ...all, environment: "dev", config: { all: "mandatory" } }).config).toMatchObject({
      all: "mandatory",
    });
  });

  it.each<[string, Partial<Choice>, string]>([
    [
      "--only",
      { only: ["privileged"] },
      '--only must name a rule, got "privileged"; did you mean no-privileged-containers?',
    ],
    [
      "--disable",
      { disable: ["nonsense"] },
      '--disable must name a rule, got "nonsense"; docs/policies lists the rules',
    ],
    [
      "--config",
      { config: { nonsense: "advisory" } },
      '--config must name a rule, got "nonsense"; docs/policies lists the rules',
    ],
  ])("fails when %s names no rule", (_, choice, message) => {
    expect(() => left(choice)).toThrow(new UserError(message));
  });

  it("fails when the environment is none", () => {
    expect(environmentNamed("staging")).toBe("staging");
    expect(() => environmentNamed("prod")).toThrow(
      new UserError('--environment must be dev, staging, production, got "prod"; write one of these'),
    );
  });
});
