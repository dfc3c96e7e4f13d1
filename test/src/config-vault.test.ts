import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { existingCluster, full, messageFor, parse } from "../support/config";

const folder = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(name: string, contents: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, contents);
  return file;
}

const operator = (name: string) => ({
  name,
  pgpKeyFile: keyFile(name, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"),
});
const operators = [operator("ada"), operator("grace"), operator("joan")];
const vault = (settings: object) => ({ vault: { distribution: "openbao", ...settings } });
const address = "https://vault.example.com";
const notRead = "export it with gpg --export --armor";

describe("one mistake about Vault gives one message", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "a server of another kind",
      { vault: { distribution: "conjur" } },
      'platform:vault.distribution must be "openbao" or "vault" or "none", got "conjur"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "settings of a server that is not there",
      { vault: { distribution: "none", replicas: 3 } },
      'platform:vault.replicas must only be set where distribution is "openbao" or "vault"; remove it or change distribution',
    ],
    [
      "an even number of servers",
      vault({ replicas: 4 }),
      "platform:vault.replicas must be 3 or 5, so that a majority outlives a zone, got 4; write 3",
    ],
    [
      "an address without TLS",
      vault({ address: "http://vault.example.com" }),
      'platform:vault.address must be an https address without a / at its end, got "http://vault.example.com"; write for example https://vault.example.com',
    ],
    [
      "an interval that no schedule has",
      vault({ snapshots: { intervalHours: 5 } }),
      "platform:vault.snapshots.intervalHours must divide a day: 1, 2, 3, 4, 6, 8, 12 or 24, got 5; write 6",
    ],
    [
      "a configured server that the program cannot reach",
      vault({ configure: true, operators }),
      "platform:vault.address must be set while vault.configure is true, because Vault is not published and the program cannot reach it; write how the deployer reaches it, or enable platform:ingress.internal and give an environment a domain",
    ],
    [
      "a configured server without operators",
      vault({ configure: true, address }),
      "platform:vault.operators must name at least one person while vault.configure is true, because nobody could unseal or recover it; add their public PGP keys, or remove vault.configure",
    ],
    [
      "a person twice",
      vault({ operators: [operators[0], { ...operators[1], name: "ada" }] }),
      'platform:vault.operators[1].name must be unique, but platform:vault.operators[0].name has it too, got "ada"; rename one',
    ],
    [
      "more parts of the key than people",
      vault({ operators, threshold: 4 }),
      "platform:vault.threshold must be at most the number of vault.operators (3), got 4; lower it or name more people",
    ],
    [
      "a key that one part opens",
      vault({ operators, threshold: 1 }),
      "platform:vault.threshold must be 2 or more of 3 people, because Vault divides no key of which one part is enough, got 1; raise it or name one person",
    ],
    [
      "a pipeline of an environment that is elsewhere",
      vault({ pipelines: { projects: [{ path: "platform/infrastructure", environment: "production" }] } }),
      'platform:vault.pipelines.projects[0].environment must be an environment of this stack (dev), got "production"; write one of them',
    ],
    [
      "a pipeline of any branch",
      vault({ pipelines: { projects: [{ path: "platform/infrastructure", ref: "*", environment: "dev" }] } }),
      'platform:vault.pipelines.projects[0].ref must be one branch, without a pattern, got "*"; write for example main',
    ],
    [
      "a project without its group",
      vault({ pipelines: { projects: [{ path: "infrastructure", environment: "dev" }] } }),
      'platform:vault.pipelines.projects[0].path must be the full path of a project, got "infrastructure"; write for example platform/infrastructure',
    ],
    [
      "no Vault for certificates that it signs",
      { vault: { distribution: "none" }, certificates: { internal: { kind: "vault" } } },
      'platform:vault.distribution must not be none while certificates.internal.kind is vault, because its keys come from there, got "none"; remove it, or change that',
    ],
  ];

  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("keys of operators", () => {
  const message = (contents: string | Uint8Array) => {
    const pgpKeyFile = keyFile("k", contents);
    const text = messageFor(vault({ operators: [{ name: "ada", pgpKeyFile }] }));
    return text.replace(JSON.stringify(pgpKeyFile), "FILE").split("\n  ")[1];
  };
  const must = "platform:vault.operators[0].pgpKeyFile must be a";

  it("are public PGP keys, armored or binary", () => {
    expect(message("-----BEGIN PGP PUBLIC KEY BLOCK-----\n")).toBeUndefined();
    expect(message(Uint8Array.of(0x99, 0x01, 0x8d))).toBeUndefined(); // a tag of the old format, as gpg writes it
    expect(message(Uint8Array.of(0xc6, 0x33))).toBeUndefined(); // a tag of the new format
  });

  it("fails when they are something else, or missing", () => {
    expect(message("ssh-ed25519 AAAA ada")).toBe(`${must} file with a public PGP key, got FILE; ${notRead}`);
    expect(message("")).toBe(`${must} file with a public PGP key, got FILE; ${notRead}`);
    const missing = messageFor(vault({ operators: [{ name: "ada", pgpKeyFile: "operators/nobody.asc" }] }));
    expect(missing).toContain(`${must} file with a public PGP key, got "operators/nobody.asc"; ${notRead}`);
  });

  it("fails when one is private, which nobody may commit", () => {
    const refused = `${must} public PGP key, and it is a private one, got FILE; withdraw that key, make another and ${notRead}`;
    expect(message("-----BEGIN PGP PRIVATE KEY BLOCK-----\n")).toBe(refused);
    expect(message(Uint8Array.of(0x95, 0x05))).toBe(refused);
    expect(message(Uint8Array.of(0xc5, 0x05))).toBe(refused);
  });
});

describe("what Vault is made of", () => {
  const plan = (settings: object, more: Record<string, unknown> = {}) =>
    parse({ cluster: existingCluster, environments: [{ name: "staging" }], ...vault(settings), ...more }).vault!;

  it("is OpenBao where nothing is said, and the program leaves it alone", () => {
    expect(parse({ cluster: existingCluster }).vault).toEqual({
      distribution: "openbao",
      configure: false,
      address: undefined,
      inClusterAddress: "https://vault.vault.svc:8200",
      replicas: 3,
      storageGiB: 10,
      auditStorageGiB: 20,
      operators: [],
      threshold: 1,
      snapshots: undefined,
      published: undefined,
      clients: [],
      protect: true,
      environments: ["staging"],
      ownEnvironment: "staging",
      pipelines: undefined,
    });
    expect(parse({ cluster: existingCluster, vault: { distribution: "none" } }).vault).toBeUndefined();
  });

  it("takes a majority of the operators", () => {
    expect(plan({ operators }).threshold).toBe(2);
    expect(plan({ operators: operators.slice(0, 1) }).threshold).toBe(1);
    expect(plan({ operators: operators.slice(0, 2) }).threshold).toBe(2);
    expect(plan({ operators, threshold: 3 }).threshold).toBe(3);
  });

  it("takes snapshots where there are backups, which save them as soon as they are there", () => {
    const groups = (settings: object) => parse({ ...full.aws, ...settings }).backup!.groups;
    const group = { environment: "staging", recoveryPointMinutes: 360, namespaces: ["vault"] };
    expect(parse(full.aws).vault!.snapshots).toEqual({ intervalHours: 6, retentionDays: 14 });
    expect(groups({})).toContainEqual(group);
    // No schedule gives less.
    const hourly = { snapshots: { intervalHours: 1 } };
    const slow = { backup: { kind: "velero", region: "eu-west-1", durationMinutes: 45 } };
    expect(groups({ ...vault(hourly), ...slow })).toContainEqual({ ...group, recoveryPointMinutes: 105 });
    expect(groups({ vault: { distribution: "none" } })).not.toContainEqual(
      expect.objectContaining({ namespaces: ["vault"] }),
    );
  });

  it("is published for connected networks below the first domain", () => {
    const internal = { ingress: { kind: "nginx", internal: { enabled: true } } };
    const route = {
      host: "vault.example.com",
      path: "/",
      class: "internal",
      workload: "vault",
      port: 8200,
      issuer: "letsencrypt-staging",
      namespace: "vault",
      environment: "staging",
      tls: true,
    };
    const published = parse({ ...full.aws, ...internal }).vault!;
    expect(published).toMatchObject({ address, published: route });
    // Somebody else's address is somebody else's business.
    expect(parse({ ...full.aws, ...internal, ...vault({ address: "https://bao.example.org" }) }).vault).toMatchObject({
      address: "https://bao.example.org",
      published: undefined,
    });
    expect(parse(full.aws).vault!.published).toBeUndefined();
    // An ACME server cannot ask a host that only connected networks reach.
    const environments = [{ name: "staging", domain: "example.com" }];
    expect(parse({ cluster: existingCluster, environments, ...internal }).vault!.published).toBeUndefined();
  });

  it("is reached by pods of teams and environments, and by the parts of the platform that need it", () => {
    const { vault: peer } = parse({ cluster: existingCluster }).peers;
    expect(peer).toEqual({
      namespace: "vault",
      labels: { "app.kubernetes.io/name": "vault", component: "server" },
      port: 8200,
    });
    expect(parse({ cluster: existingCluster, vault: { distribution: "none" } }).peers.vault).toBeUndefined();
    const certManager = { namespace: "cert-manager", labels: { "app.kubernetes.io/name": "cert-manager" } };
    const signing = { certificates: { internal: { kind: "vault" } } };
    expect(plan({}, signing).clients).toEqual([certManager]);
    const elsewhere = { certificates: { internal: { kind: "vault", server: "https://pki.security.svc:8200" } } };
    expect(plan({}, elsewhere).clients).toEqual([]);
  });

  it("keeps its volumes, except where things are only tried out", () => {
    expect(parse({ cluster: existingCluster }, "dev").vault!.protect).toBe(false);
    expect(parse({ cluster: existingCluster }, "staging").vault!.protect).toBe(true);
  });

  it("knows pipelines by their issuer and an audience, which is its own address", () => {
    const projects = [{ path: "platform/infrastructure", environment: "staging" }];
    const known = { issuer: "https://gitlab.com", projects: [{ ...projects[0], ref: "main" }] };
    expect(plan({ address, pipelines: { projects } }).pipelines).toEqual({ ...known, audience: address });
    expect(plan({ pipelines: { projects } }).pipelines!.audience).toBe("https://vault.vault.svc:8200");
    expect(plan({ pipelines: { projects, audience: "vault" } }).pipelines!.audience).toBe("vault");
  });

  it("knows people by their groups", () => {
    const people = { issuer: "https://login.example.com", clientId: "vault" };
    expect(plan({ people }).people).toEqual({ ...people, groupsClaim: "groups" });
  });
});
