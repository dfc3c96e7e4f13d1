import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { plan } from "../../../local/cli/plan";
import { UserError } from "../../../local/lib/errors";
import type { Plan } from "../../../report/plan";
import { existingCluster } from "../../support/config";

const root = resolve(__dirname, "../../..");
const fixtures = join(root, "test", "fixtures");
const out = mkdtempSync(join(tmpdir(), "plan-"));

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(out, { recursive: true }));

/** Runs the command and returns what a person would see. */
async function planned(...args: string[]): Promise<{ status: number; text: string }> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    const status = await plan(["--out", out, ...args]);
    return { status, text: stripVTControlCharacters(text) }; // colours are on in CI
  } finally {
    write.mockRestore();
  }
}

/** Where the verdict does not matter, one pack saves the start of two. */
const onePack = ["--policy-pack", join(root, "policies", "cloud")];
const program = (name: string) => ["--cwd", join(fixtures, "programs", name)];
const read = (stack: string) => JSON.parse(readFileSync(join(out, stack, "plan.json"), "utf8")) as Plan;

const files = ["architecture.svg", "manifests.yaml", "plan.json", "plan.md", "report.html"];

describe("the project's own stacks", () => {
  /** What a stack cost and had before: nothing. */
  const nothing = (stack: string) => ({ version: 1, stack, resources: [], findings: [], charts: [], outputs: {} });
  const last = mkdtempSync(join(tmpdir(), "last-"));
  let text = "";
  afterAll(() => rmSync(last, { recursive: true }));

  it("are clean, say so, and leave the files of each", async () => {
    mkdirSync(join(last, "staging"));
    const cost = { monthlyUsd: 100, maximumUsd: 200 };
    writeFileSync(join(last, "staging", "plan.json"), JSON.stringify({ ...nothing("staging"), cost }));
    const { status, text: printed } = await planned("--against", "staging", "--compare", last);
    text = printed;
    expect(status, text).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["dev", "production", "staging"]);
    for (const stack of readdirSync(out)) {
      expect(readdirSync(join(out, stack)).sort()).toEqual(files);
      expect(text).toContain(`${stack}  ready to deploy`);
      expect(read(stack).findings.filter(({ level }) => level === "mandatory")).toEqual([]);
    }
  });

  it("name the provider of every Kubernetes object, and a component of ours as every parent", () => {
    const { resources } = read("production");
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects.length).toBeGreaterThan(30);
    // Charts are components: they hand their provider to the objects in them, which are not rendered here.
    const custom = objects.filter((object) => object.custom);
    expect(custom.filter(({ provider }) => !provider?.includes("::cluster-provider::"))).toEqual([]);
    const parents = new Set(objects.map(({ parent }) => parent?.split("::")[2]?.split("$").at(-1)));
    expect([...parents].filter((parent) => !parent?.startsWith("platform:components:"))).toEqual([]);
  });

  it("have an architecture that the committed picture shows; npm run plan -- production --picture docs/architecture.svg", () => {
    const committed = readFileSync(join(root, "docs", "architecture.svg"), "utf8");
    expect(readFileSync(join(out, "production", "architecture.svg"), "utf8") === committed).toBe(true);
  });

  it("hold no two resources of one name in Kubernetes", () => {
    const identities = read("production").resources.flatMap(({ type, props }) => {
      const { metadata } = props as { metadata?: { namespace?: string; name: string } };
      return metadata ? [`${type} ${metadata.namespace ?? ""}/${metadata.name}`] : [];
    });
    expect(new Set(identities).size).toBe(identities.length);
  });

  it("cost more than in the plans of another folder, where somebody knows what a cluster costs", () => {
    const { monthlyUsd, maximumUsd, change } = read("staging").cost!;
    expect(change).toEqual({ monthlyUsd: monthlyUsd - 100, maximumUsd: maximumUsd - 200 });
    expect(text).toContain(`, $${Math.round(monthlyUsd - 100).toLocaleString("en-US")} more than in the last plan`);
    expect(read("dev").cost).toBeNull(); // somebody else made its cluster
  });

  it("changed against those plans", () => {
    const { length } = read("staging").resources.filter(({ custom }) => custom);
    expect(text).toContain(`  changes:  ${length} added, 0 removed, 0 changed against the last plan\n`);
  });

  it("are compared with another environment without the names, and what differs leads to settings", () => {
    expect(text).toMatch(
      / {2}against: {2}staging: \d+ resources only in production, \d+ only in staging, \d+ differ\n/,
    );
    expect(text).toMatch(/ {12}platform:gitlab\.owner {2}nothing → true: \d+ resources only in production \(/);
    expect(text).toMatch(
      / {12}platform:cluster\.network\.vpcCidr {2}10\.1\.0\.0\/16 → 10\.2\.0\.0\/16: \d+ properties of/,
    );
    const shown = ["plan.md", "report.html"].map((file) => readFileSync(join(out, "production", file), "utf8"));
    for (const file of shown) expect(file).toContain("platform:gitlab.owner");
  });
});

describe("another environment", () => {
  it("is planned for the comparison alone when nobody asked for it", async () => {
    const { status, text } = await planned("dev", "--against", "misspelled", ...onePack, ...program("hello-chart"));
    expect(status, text).toBe(0);
    expect(text).toContain("  against:  misspelled: 0 resources only in dev, 0 only in misspelled, 1 differ\n");
    expect(existsSync(join(out, "misspelled"))).toBe(false);
  });

  it("must be one that can be planned", async () => {
    const failure = plan(["dev", "--out", out, "--against", "failing", ...onePack, ...program("throws")]);
    await expect(failure).rejects.toThrow(
      /^--against must be a stack that can be planned, got failing: .+; run npm run plan -- failing$/s,
    );
  });
});

describe("a mandatory finding", () => {
  it("of a namespace without default deny names rule, resource and remedy, and ends with status 1", async () => {
    const { status, text } = await planned("dev", ...program("no-default-deny"));
    expect(status, text).toBe(1);
    expect(text).toContain("stopped by policy");
    expect(text).toMatch(/mandatory.*namespace-default-deny.*kubernetes:core\/v1:Namespace::open/);
    expect(text).toMatch(/→ Add a NetworkPolicy/);
  });
});

describe("what cannot be planned ends with status 2, one message and no stack trace:", () => {
  it("a program that throws", async () => {
    const { status, text } = await planned("dev", ...onePack, ...program("throws"));
    expect(status).toBe(2);
    expect(text).toContain("the program has a defect");
    expect(text).not.toMatch(/\n\s+at /);
  });

  it("a pack that throws", async () => {
    const { status, text } = await planned("dev", "--policy-pack", join(fixtures, "packs", "broken"));
    expect(status).toBe(2);
    expect(text).toContain("broken");
    expect(text).toContain("the pack has a defect");
    expect(text).not.toMatch(/\n\s+at /);
  });

  it("configuration with mistakes, before any resource", async () => {
    const directory = copy({ "platform:teems": [], "platform:cluster": existingCluster });
    const { status, text } = await planned("dev", ...onePack, "--cwd", directory);
    expect(status).toBe(2);
    expect(text).toContain("the configuration of stack dev has a mistake:");
    expect(text).toContain("platform:teems must be a setting, and it is not; did you mean teams?");
    expect(read("dev").resources.filter(({ custom }) => custom)).toEqual([]);
  });

  const thrown: [what: string, args: () => string[], message: string | RegExp][] = [
    [
      "a stack without a file",
      () => ["qa"],
      'there is no stack "qa": Pulumi.qa.yaml does not exist; the stacks are dev, production, staging',
    ],
    [
      "a pack that is none",
      () => ["--policy-pack", "nowhere"],
      '--policy-pack must be a folder with a PulumiPolicy.yaml, got "nowhere"; correct the path',
    ],
    [
      "a secret in a stack file",
      () => ["dev", "--cwd", copy({ "platform:teams": { secure: "v1:abc" } })],
      /Pulumi\.dev\.yaml.*platform:teams.*secret/s,
    ],
    ["a stack file that is no YAML", () => ["dev", "--cwd", copy("config: [")], /Pulumi\.dev\.yaml.*line/s],
    [
      "another environment that is none",
      () => ["dev", "--against", "qa"],
      '--against must be a stack (dev, production, staging) or a plan.json, got "qa"; correct it',
    ],
    [
      "a plan of another version",
      () => ["dev", "--against", join(root, "package.json")],
      `${join(root, "package.json")} must be a plan of version 1, got version "0.1.0"; make it again with npm run plan`,
    ],
    [
      "another environment that is itself",
      () => ["dev", "--against", "dev"],
      "--against must be another stack, got dev itself",
    ],
    ["a picture of several stacks", () => ["--picture", "x.svg"], "--picture must be of one stack, got 3; name it"],
    ["a folder without a project", () => ["dev", "--cwd", fixtures], /^Pulumi\.yaml must exist/],
  ];

  it.each(thrown)("%s", async (_, args, message) => {
    const error = await plan(args()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    if (typeof message === "string") expect((error as UserError).message).toBe(message);
    else expect((error as UserError).message).toMatch(message);
  });
});

/** This project's program with another stack file, where packages are found. */
function copy(config: object | string): string {
  const folder = join(root, "out", `test-${process.pid}-${copies.length}`);
  mkdirSync(folder, { recursive: true });
  copies.push(folder);
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ main: "../../src/program.js" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json" }));
  const text = typeof config === "string" ? config : JSON.stringify({ config });
  writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  return folder;
}

const copies: string[] = [];
afterAll(() => copies.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
