import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { imageFromApprovedRegistry } from "../../policies/kubernetes/rules/image-from-approved-registry";
import { ownRegistries } from "../../policies/lib/kubernetes/own-registries";
import { existingCluster, messageFor, parse } from "../support/config";
import { web } from "../support/containers";
import { judge } from "../support/policies";

const folder = mkdtempSync(join(tmpdir(), "platform-cosign-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const pem = (kind: string) => `-----BEGIN ${kind} KEY-----\nMFkw\n-----END ${kind} KEY-----\n`;
const publicKey = file("cosign.pub", pem("PUBLIC"));
const privateKey = file("private.pub", pem("ENCRYPTED SIGSTORE PRIVATE"));
const root = file("root.json", '{"signed": {"_type": "root"}}');

const gitlab = { kind: "gitlab", group: "Example/Apps", groupId: 1, keysRotatedOn: "2026-11-01" };
const own = { ...gitlab, baseUrl: "https://git.example.com/api/v4" };
const imageTrust = { kind: "kyverno", credentials: false };
const teams = [
  { name: "payments", projects: ["api", "worker"] },
  { name: "catalog", projects: ["web"] },
  { name: "new" },
];
const access = { admins: ["platform-admins"] };
const settings = { cluster: existingCluster, access, vault: { distribution: "none" }, gitlab, imageTrust, teams };
const plan = (more: object = {}, stack = "production") => parse({ ...settings, ...more }, stack).imageTrust!;
const one = (sentence: string) => `the configuration of stack dev has a mistake:\n  ${sentence}`;
const wrong = (more: object) => messageFor({ ...settings, ...more });

describe("a stack that verifies images", () => {
  it("asks every project of a team for the signature of its own pipeline on the protected branch", () => {
    const issuer = "https://gitlab.com";
    const pipeline = (project: string) => ({
      kind: "pipeline",
      issuer,
      subject: `https://gitlab.com/Example/Apps/${project}//.gitlab-ci.yml@refs/heads/main`,
      trustRoot: undefined,
    });
    const project = (path: string) => ({
      name: path.split("/")[1],
      path: `registry.gitlab.com/example/apps/${path}`,
      signers: [pipeline(path)],
    });
    expect(plan()).toEqual({
      credentials: false,
      egress: [{ cidr: "0.0.0.0/0", port: 443, protocol: "TCP" }],
      teams: [
        {
          team: "payments",
          mode: "enforce",
          path: "registry.gitlab.com/example/apps/payments",
          projects: [project("payments/api"), project("payments/worker")],
        },
        {
          team: "catalog",
          mode: "enforce",
          path: "registry.gitlab.com/example/apps/catalog",
          projects: [project("catalog/web")],
        },
      ],
    });
  });

  it.each([
    ["dev", {}, "warn"],
    ["staging", {}, "enforce"],
    ["production", {}, "enforce"],
    ["production", { mode: "warn" }, "warn"],
    ["dev", { mode: "enforce" }, "enforce"],
  ] as const)("in %s with %j does %s", (stack, given, mode) => {
    const { teams: verified } = plan({ imageTrust: { ...imageTrust, ...given } }, stack);
    expect(verified.map((team) => team.mode)).toEqual([mode, mode]);
  });

  it("takes a team's own mode, and its keys instead of its pipelines", () => {
    const key = { kind: "key", key: pem("PUBLIC"), transparencyLog: false, trustRoot: undefined };
    const [payments, catalog] = plan({
      imageTrust: { ...imageTrust, transparencyLog: false },
      teams: [{ ...teams[0], imageTrust: { mode: "warn", keyFiles: [publicKey, publicKey] } }, teams[1]],
    }).teams;
    expect(payments).toMatchObject({ mode: "warn", projects: [{ signers: [key, key] }, { signers: [key, key] }] });
    expect(catalog).toMatchObject({ mode: "enforce", projects: [{ signers: [{ kind: "pipeline" }] }] });
  });

  it("believes a GitLab and a Sigstore of one's own", () => {
    const sigstore = { mirror: "https://tuf.example.com", rootFile: root };
    const own1 = { ...imageTrust, sigstore, registry: "images.example.com:5050", pipelineFile: "ci/main.yml" };
    const { egress, teams: verified } = plan({ gitlab: { ...own, branch: "release" }, imageTrust: own1 });
    expect(egress.map(({ port }) => port)).toEqual([443, 5050]);
    expect(verified[1]).toEqual({
      team: "catalog",
      mode: "enforce",
      path: "images.example.com:5050/example/apps/catalog",
      projects: [
        {
          name: "web",
          path: "images.example.com:5050/example/apps/catalog/web",
          signers: [
            {
              kind: "pipeline",
              issuer: "https://git.example.com",
              subject: "https://git.example.com/Example/Apps/catalog/web//ci/main.yml@refs/heads/release",
              trustRoot: {
                mirror: "https://tuf.example.com",
                root: Buffer.from('{"signed": {"_type": "root"}}').toString("base64"),
              },
            },
          ],
        },
      ],
    });
  });

  it("verifies nothing by default", () => {
    expect(parse({ ...settings, imageTrust: { kind: "none" } }).imageTrust).toBe(undefined);
  });
});

describe("registries that a stack approves", () => {
  const registries = ["docker.io/library", "registry.example.com:5000/shared"];
  const paths = ["payments", "catalog"].map((team) => `registry.gitlab.com/example/apps/${team}`);
  const cases: [string, object, string[]][] = [
    ["are verified paths, and the others", { imageTrust: { ...imageTrust, registries } }, [...paths, ...registries]],
    ["are the others where nothing is verified", { imageTrust: { kind: "none", registries } }, registries],
    [
      "are those of one's own server",
      {
        gitlab: own,
        imageTrust: { ...imageTrust, registry: "images.example.com:5050" },
        teams: [{ ...teams[1], imageTrust: { keyFiles: [publicKey] } }],
      },
      ["images.example.com:5050/example/apps/catalog"],
    ],
  ];

  it.each(cases)("%s, for the program and for the packs", (_, more, approved) => {
    const given = { ...settings, ...more };
    const verified = parse(given).imageTrust?.teams.map(({ path }) => path) ?? [];
    const { registries: others = [] } = given.imageTrust as { registries?: string[] };
    expect([...verified, ...others]).toEqual(approved);
    const config = Object.entries(given).map(([name, value]) => [`platform:${name}`, JSON.stringify(value)]);
    expect(ownRegistries({ PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)) })).toEqual(approved);
  });

  it("are those that the rule about registries admits", async () => {
    const images = ["payments/api", "new/api", "platform/fleet"].map(
      (path) => `registry.gitlab.com/example/apps/${path}`,
    );
    const resources = images.map((image) => web({ name: "web", image }));
    const config = Object.entries(settings).map(([name, value]) => [`platform:${name}`, JSON.stringify(value)]);
    const own = ownRegistries({ PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)) });
    const counts = resources.map(async (resource) => {
      const found = await judge({ rules: [imageFromApprovedRegistry], resources: [resource], ownRegistries: own });
      return found.length;
    });
    expect(await Promise.all(counts)).toEqual([0, 1, 1]);
  });

  it.each([undefined, "", "{", "[]", '{"platform:imageTrust": 1, "platform:teams": "x"}'])(
    "are none for packs that are told %j",
    (PULUMI_CONFIG) => {
      expect(ownRegistries({ PULUMI_CONFIG })).toEqual([]);
    },
  );
});

describe("settings of image trust that contradict others", () => {
  it.each([
    [
      { gitlab: { kind: "none" }, teams: [] },
      'platform:imageTrust.kind must be none while gitlab.kind is none, because images are verified by the projects of teams there, got "kyverno"; change it, or set platform:gitlab',
    ],
    [
      { imageTrust: { kind: "kyverno" } },
      "platform:imageTrust.credentials must be false while vault.distribution is none, because they come from there, got true; set it to false where anybody may read the registry, or set vault.distribution",
    ],
    [
      { gitlab: own },
      "platform:imageTrust.sigstore must be set for https://git.example.com, because the public Sigstore takes tokens of gitlab.com alone; name a Sigstore of your own, or give these teams imageTrust.keyFiles: payments, catalog",
    ],
    [
      { imageTrust: { ...imageTrust, sigstore: { mirror: "https://tuf.example.com", rootFile: "missing.json" } } },
      'platform:imageTrust.sigstore.rootFile must be a file with root.json of a TUF repository, got "missing.json"; take 1.root.json of the mirror, and compare it with what its operators publish',
    ],
    [
      { imageTrust: { kind: "none" }, teams: [{ name: "payments", imageTrust: { mode: "warn" } }] },
      "platform:teams[0].imageTrust must be left out while imageTrust.kind is none; remove it, or set platform:imageTrust",
    ],
    [
      { teams: [{ name: "payments", imageTrust: { keyFiles: ["missing.pub"] } }] },
      'platform:teams[0].imageTrust.keyFiles[0] must be a file with a public key in PEM, got "missing.pub"; give the cosign.pub that cosign generate-key-pair makes',
    ],
    [
      { imageTrust: { ...imageTrust, registry: "https://registry.example.com" } },
      'platform:imageTrust.registry must be a host, with its port unless that is 443, got "https://registry.example.com"; write for example registry.gitlab.com',
    ],
    [
      { imageTrust: { ...imageTrust, registries: ["docker.io/library/"] } },
      'platform:imageTrust.registries[0] must be a registry or a path in one, without a / at its end, got "docker.io/library/"; write for example docker.io/library',
    ],
    [
      { teams: [{ name: "payments", imageTrust: { keyFiles: ["cosign.key"] } }] },
      'platform:teams[0].imageTrust.keyFiles[0] must be a file that ends with .pub, got "cosign.key"; write for example operators/payments-cosign.pub',
    ],
  ])("%j", (more, sentence) => {
    expect(wrong(more)).toBe(one(sentence));
  });

  it("refuse a private key", () => {
    const message = wrong({ teams: [{ name: "payments", imageTrust: { keyFiles: [privateKey] } }] });
    expect(message).toContain("must be a file with a public key in PEM, and it is a private one, got ");
    expect(message).toContain(
      "; withdraw that key, make another with cosign generate-key-pair, and give its cosign.pub",
    );
  });
});
