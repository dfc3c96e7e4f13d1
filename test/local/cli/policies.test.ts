import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policies } from "../../../local/cli/policies";
import { UserError } from "../../../local/lib/errors";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policies-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => vi.stubEnv("INIT_CWD", folder));
afterEach(() => vi.unstubAllEnvs());

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** Runs the command and returns what a person would see. */
async function called(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const seen = { out: "", err: "" };
  const keep = (where: "out" | "err") => (chunk: string | Uint8Array) => {
    seen[where] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(keep("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(keep("err")),
  ];
  try {
    const status = await policies(args);
    return { status, out: stripVTControlCharacters(seen.out), err: seen.err };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: disk, namespace: shop }
spec: { storageClassName: fast, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;
const POD = `---
apiVersion: batch/v1
kind: Job
metadata: { name: tidy, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: tidy
          image: registry.gitlab.com/example/tidy
`;
const CLASS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
`;

describe("npm run policies", { timeout: 120_000 }, () => {
  it("names file and line of what is wrong, writes reports, and ends with status 1", async () => {
    write("web.yaml", CLAIM + POD);
    const reports = ["--report", "junit=a.xml", "--report", "sarif=a.sarif", "--report", "codequality=a.json"];
    const { status, out } = await called("web.yaml", "--only", "image-pinned-by-digest", ...reports);
    expect(status, out).toBe(1);
    expect(out).toContain("web.yaml:14  mandatory high  image-pinned-by-digest  kubernetes:batch/v1:Job::shop/tidy\n");
    expect(out).toContain("2 resources, 1 of ");
    expect(out).toContain("production: 1 mandatory, 0 advisory\n");
    expect(readFileSync(join(folder, "a.xml"), "utf8")).toContain('failures="1"');
    const issues = JSON.parse(readFileSync(join(folder, "a.json"), "utf8")) as unknown[];
    expect(issues).toMatchObject([{ location: { path: "web.yaml", lines: { begin: 14 } } }]);
    expect(JSON.parse(readFileSync(join(folder, "a.sarif"), "utf8"))).toMatchObject({
      runs: [{ results: [{ ruleId: "image-pinned-by-digest" }] }],
    });
  });

  it("lets waivers of a file hold, and says what is wrong with them where they are written", async () => {
    write("web.yaml", POD);
    const entry = (policy: string, more = "") =>
      `- { policy: ${policy}, resource: "kubernetes:batch/v1:Job::shop/tidy", ${more} reason: r, owner: o, ticket: t, expires: 2999-01-01 }\n`;
    // Nothing tells whether the last one, of a rule that judges nothing, is needed.
    const entries = [
      entry("image-pinned-by-digest"),
      entry("image-pinned-by-digest", "container: other,"),
      entry("no-host-path"),
    ];
    write("waivers.yaml", entries.join(""));
    const only = ["--only", "image-pinned-by-digest", "--waivers", "waivers.yaml"];
    const { status, out } = await called("web.yaml", ...only);
    expect(status, out).toBe(1);
    expect(out).toContain(
      "image-pinned-by-digest  kubernetes:batch/v1:Job::shop/tidy  waived until 2999-01-01 by o (t)",
    );
    expect(out).toMatch(
      /waivers\.yaml:1 {2}mandatory high {2}waivers-valid {2}the stack\n.*\(container other\) matches no\s+finding/,
    );
  });

  it("sees what is around without judging it", async () => {
    write("claim.yaml", CLAIM);
    write("around.yaml", CLASS + POD);
    const rules = [
      "--only",
      "pvc-class-exists",
      "--only",
      "image-pinned-by-digest",
      "--only",
      "storageclass-encrypted-retained",
    ];
    const whole = await called("claim.yaml", "--whole", "--format", "codequality", ...rules);
    expect(JSON.parse(whole.out)).toMatchObject([
      { check_name: "pvc-class-exists", location: { lines: { begin: 4 } } },
    ]);
    expect(whole.status).toBe(1);
    const within = await called("claim.yaml", "--around", "around.yaml", ...rules);
    expect(within).toMatchObject({ status: 0, err: "note: findings about what is around, which are left out: 2\n" });
    expect(within.out).toContain(": 0 mandatory, 0 advisory\n");
  });

  it("judges a state as what its stack is, says what it cannot see, and prints no secret", async () => {
    const secret = (more: object) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ...more,
    });
    const resource = (type: string, name: string, inputs: object) => ({
      urn: `urn:pulumi:dev::shop::${type}::${name}`,
      type,
      custom: true,
      inputs,
      outputs: inputs,
    });
    const resources = [
      { ...resource("pulumi:pulumi:Stack", "shop-dev", {}), custom: false },
      resource("kubernetes:core/v1:PersistentVolumeClaim", "disk", {
        metadata: { name: "disk", namespace: secret({ plaintext: '"hidden-place"' }) },
        spec: { storageClassName: secret({ ciphertext: "v1:abc" }) },
      }),
    ];
    write("state.json", JSON.stringify({ version: 3, deployment: { resources } }, undefined, 2));
    const { status, out, err } = await called("state.json", "--config", "levels.yaml").catch(async (error: unknown) => {
      expect(error).toEqual(new UserError('--config must be readable, got "levels.yaml" (ENOENT); correct the path'));
      write("levels.yaml", "stateful-resources-protected: mandatory\n");
      return called("state.json", "--config", "levels.yaml");
    });
    expect(status, out).toBe(1);
    expect(out).toContain("state.json:13  mandatory high  stateful-resources-protected");
    expect(out).toContain("advisory undetermined");
    expect(out).toContain("2 resources");
    expect(out).toContain(", dev: ");
    expect(out).not.toContain("hidden-place");
    expect(err).toBe(
      "note: encrypted values, which the rules cannot know: 1; pulumi stack export --show-secrets shows them\n",
    );
  });

  it("ends with status 2 when a pack fails, and then no rule passes", async () => {
    write("claim.yaml", CLAIM);
    write("levels.yaml", "no-host-path: sometimes\n");
    const { status, out } = await called("claim.yaml", "--config", "levels.yaml", "--report", "junit=b.xml");
    expect(status).toBe(2);
    expect(out).toMatch(
      /failed {2}policy pack "\w+" failed: configuration of "no-host-path" must be one of advisory, mandatory, remediate, disabled, got "sometimes"/,
    );
    expect(out).toMatch(/not applied: \d+ rules: a policy pack failed\n/);
    expect(readFileSync(join(folder, "b.xml"), "utf8")).toContain('<skipped message="a policy pack failed"/>');
  });

  it("shows its options", async () => {
    const { status, out } = await called("--help");
    expect([status, out.split("\n", 1)[0]]).toEqual([0, "usage: npm run policies -- PATH... [options]"]);
  });

  it.each<[string, string[], string]>([
    [
      "nothing is named",
      [],
      "the command must have what is judged; write for example npm run policies -- manifests.yaml",
    ],
    ["a file is missing", ["no.yaml"], 'what is judged must be readable, got "no.yaml" (ENOENT); correct the path'],
    [
      "a format is none",
      ["claim.yaml", "--format", "xml"],
      '--format must be one of text, junit, sarif, codequality, got "xml"; write one of these',
    ],
    [
      "a report names no file",
      ["claim.yaml", "--report", "sarif"],
      '--report must be a format and a file, got "sarif"; write for example sarif=policies.sarif',
    ],
    [
      "a report's folder is missing",
      ["claim.yaml", "--report", "sarif=no/a.sarif"],
      '--report must name a file in a folder that exists, got "no/a.sarif"; make the folder first',
    ],
    [
      "the waivers are missing",
      ["claim.yaml", "--waivers", "no.yaml"],
      '--waivers must be the path of a file, got "no.yaml"; correct the path',
    ],
    [
      "the configuration is a list",
      ["claim.yaml", "--config", "list.yaml"],
      "--config must be a file with a map of rules to levels or properties, got list.yaml; correct it",
    ],
    [
      "a state is not alone",
      ["claim.yaml", "empty.json"],
      "empty.json must be judged alone, since it is a state, got claim.yaml too; call twice",
    ],
    [
      "a state gets a namespace",
      ["empty.json", "--namespace", "shop"],
      "--namespace must not be set for empty.json, which is a state; leave it out",
    ],
  ])("fails when %s", async (_, args, message) => {
    write("claim.yaml", CLAIM);
    write("list.yaml", "- no-host-path\n");
    write("empty.json", '{"version":3,"deployment":{"resources":[]}}');
    await expect(policies(args)).rejects.toThrow(new UserError(message));
    expect(existsSync(join(folder, "no"))).toBe(false);
  });
});
