import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportOf } from "../../report/report";
import { writeReports } from "../../report/write";
import { without } from "../../local/apply/manifest";
import { openVault, type VaultSession } from "../../local/apply/vault/session";
import { forgetVault } from "../../local/controlplane/unseal";
import { run } from "../../local/engine";
import type { RegisteredResource, RunResult } from "../../local/engine/types";
import { root } from "../../local/lib/project";
import { killServers, startControlPlane, upIn, type TestControlPlane } from "../support/controlplane";
import { TestPostgresql } from "../support/postgresql";

const directory = join(root, "test/fixtures/programs/vault-config");
const passwords = { database: "planted-database-password", client: "planted-client-secret" };
let plane: TestControlPlane;
let postgresql: TestPostgresql;
let session: VaultSession | undefined;
const said: string[] = [];

beforeAll(async () => {
  postgresql = await TestPostgresql.start(passwords.database);
  plane = await startControlPlane();
});
afterAll(async () => {
  await session?.close();
  await plane.stop();
  postgresql.stop();
});

interface Options {
  onResource?: (resource: RegisteredResource) => void;
  config?: Record<string, string>;
}

/** One run of the program, as `npm run local` does it. */
async function configure({ onResource, config = {} }: Options = {}): Promise<RunResult> {
  await session?.close();
  session = await openVault(plane.directory, "dev", plane.client);
  const database = JSON.stringify({ port: postgresql.port, password: passwords.database });
  const values = { "vault-config:database": database, "vault-config:clientSecret": passwords.client, ...config };
  return run({
    directory,
    stack: "dev",
    config: values,
    dryRun: false,
    adapters: [session.adapter],
    onEvent: (event) => {
      said.push(JSON.stringify(event));
      if (event.kind === "resource") onResource?.(event.resource);
    },
  });
}

/** Names of what a run changed. */
function changes({ changed }: RunResult): string[] {
  return changed.map((urn) => urn.split("::").slice(2).join(" ").replace("vault:", "")).sort();
}

function apply(type: string, name: string, inputs: Record<string, unknown>) {
  const urn = `urn:pulumi:dev::test::vault:${type}::${name}`;
  return session!.adapter.apply({ urn, type: `vault:${type}`, name, inputs });
}

/** What every server numbers and dates for itself. */
const ofTheServer = ["id", "creation_time", "last_update_time", "keys", "modified", "modify_index", "version"];

/** What somebody who reads the whole configuration sees, without what every server chooses for itself. */
async function snapshot(): Promise<object> {
  const { admin } = session!;
  const mounts = async (collection: string) => {
    const found = (await admin.get(`sys/${collection}`)) as Record<string, Record<string, unknown>>;
    const shown = Object.entries(found).map(([path, { type, description, options, config }]) => [
      path,
      { type, description, options, config },
    ]);
    return Object.fromEntries(shown) as object;
  };
  const below = async (path: string, item = path) => {
    const entries = (await admin.list(path)).map(async (key) => {
      const { alias, ...found } = (await admin.find(`${item}/${key}`)) ?? {};
      const name = (alias as { name?: string } | undefined)?.name;
      return [key, { ...without(found, ...ofTheServer), alias: name }] as const;
    });
    return Object.fromEntries(await Promise.all(entries)) as object;
  };
  const issuers = async (path: string) => {
    const found = (await admin.list(`${path}/issuers`)).map(async (id) => {
      const { certificate } = (await admin.get(`${path}/issuer/${id}`)) as { certificate: string };
      const { subject, issuer } = new X509Certificate(certificate);
      return { subject, issuer };
    });
    return new Set(await Promise.all(found));
  };
  return {
    mounts: await mounts("mounts"),
    auth: await mounts("auth"),
    policies: await below("sys/policies/acl"),
    kubernetes: await below("auth/kubernetes/role"),
    gitlab: await below("auth/gitlab/role"),
    oidc: await below("auth/oidc/role"),
    groups: await below("identity/group/name"),
    quotas: await below("sys/quotas/rate-limit"),
    transit: await below("transit/keys"),
    databases: await below("databases/roles"),
    connections: await below("databases/config"),
    pki: await below("pki/roles"),
    authorities: [await issuers("pki-root"), await issuers("pki")],
  };
}

describe("the configuration", () => {
  it("is applied as a whole, and says so", async () => {
    const result = await configure();
    expect([result.errors, result.notApplied]).toEqual([[], []]);
    // The audit device is the server's own.
    expect(changes(result).length).toBe(result.resources.filter(({ type }) => type.startsWith("vault:")).length - 1);
  });

  it("changes nothing the second time", async () => {
    const result = await configure();
    expect([result.errors, changes(result)]).toEqual([[], []]);
  });

  it("puts what was changed by hand back, and nothing else", async () => {
    const { admin } = session!;
    const before = await snapshot();
    await admin.post("sys/policies/acl/team-payments-dev", { policy: 'path "*" { capabilities = ["read"] }' });
    await admin.post("auth/kubernetes/role/team-payments", { bound_service_account_namespaces: "*" });
    await admin.remove("pki/roles/internal");
    await admin.post("sys/mounts/dev/tune", { description: "by hand" });
    await admin.post("sys/auth/kubernetes/tune", { max_lease_ttl: "720h" });
    expect(await snapshot()).not.toEqual(before);
    expect(changes(await configure())).toEqual([
      "index/authBackend:AuthBackend kubernetes",
      "index/mount:Mount kv-dev",
      "index/policy:Policy team-payments",
      "kubernetes/authBackendRole:AuthBackendRole team-payments",
      "pkiSecret/secretBackendRole:SecretBackendRole internal",
    ]);
    expect(await snapshot()).toEqual(before);
  });

  it("knows when a secret changes that the server never tells", async () => {
    postgresql.query("vault", passwords.database, "ALTER ROLE vault PASSWORD 'planted-another-password'");
    passwords.database = "planted-another-password";
    expect(changes(await configure())).toEqual(["database/secretBackendConnection:SecretBackendConnection orders"]);
    expect(changes(await configure())).toEqual([]);
  });

  it("takes away what left the program, and keeps keys", async () => {
    const result = await configure({ config: { "vault-config:teams": "payments" } });
    expect(changes(result)).toEqual([]);
    expect((await session!.adapter.prune()).sort()).toEqual([
      "auth/gitlab/role/team-catalog",
      "auth/kubernetes/role/team-catalog",
      "identity/group/name/team-catalog",
      "sys/policies/acl/team-catalog-dev",
      "sys/policies/acl/team-catalog-dev-developers",
    ]);
    expect(await session!.adapter.prune()).toEqual([]);
    expect(await session!.admin.list("transit/keys")).toEqual(["team-catalog", "team-payments"]);
    const again = changes(await configure());
    expect(again.length).toBe(6);
  });
});

describe("a lease", () => {
  it("ends, and the credential with it", async () => {
    const { admin } = session!;
    const { lease_id: lease, data } = await admin.request("GET", "databases/creds/orders");
    const { username, password } = data as { username: string; password: string };
    expect(postgresql.query(username, password, "SELECT 1")).toEqual({ answer: "1" });
    await admin.post("sys/leases/revoke", { lease_id: lease, sync: true });
    const after = postgresql.query(username, password, "SELECT 1");
    expect("refused" in after && after.refused).toContain("password authentication failed");
    const left = `SELECT count(*) FROM pg_roles WHERE rolname = '${username}'`;
    expect(postgresql.query("vault", passwords.database, left)).toEqual({ answer: "0" });
  });
});

describe("a resource fails", () => {
  it("with its name, path and OpenBao's words", async () => {
    await expect(apply("index/policy:Policy", "bad", { name: "bad", policy: "path {" })).rejects.toThrow(
      /^bad sys\/policies\/acl\/bad must be accepted by OpenBao, got 400: failed to parse policy: .*; correct it$/,
    );
  });

  it("when what cannot be changed is changed", async () => {
    await expect(apply("index/mount:Mount", "kv", { path: "dev", type: "transit" })).rejects.toThrow(
      "kv sys/mounts/dev must be accepted by OpenBao, got type cannot be changed; give it another path, or delete it by " +
        "hand; correct it",
    );
  });

  it("and never quotes a secret", async () => {
    const connection = {
      backend: "databases",
      name: "quoting",
      pluginName: "no-such-plugin-s3cret-password",
      postgresql: { connectionUrl: "postgresql://127.0.0.1", password: "s3cret-password" },
    };
    await expect(
      apply("database/secretBackendConnection:SecretBackendConnection", "quoting", connection),
    ).rejects.toThrow(
      /^quoting databases\/config\/quoting must be accepted by OpenBao, got 400: (?!.*s3cret).*no-such-plugin-\[secret\]/,
    );
  });

  it("and is skipped when nothing here handles it, or OpenBao takes it from its configuration alone", async () => {
    expect(await apply("index/token:Token", "token", {})).toEqual({
      skipped: "this adapter has no vault:index/token:Token",
    });
    expect(await apply("index/audit:Audit", "syslog", { type: "syslog" })).toEqual({
      skipped: "OpenBao has no audit device syslog/, and takes them from its configuration alone",
    });
    expect(await apply("index/audit:Audit", "file", { type: "file" })).toMatchObject({ id: "file/", changed: false });
  });

  it("when the server does not answer", async () => {
    await killServers(plane.directory, "openbao");
    const failure = await apply("index/policy:Policy", "x", { name: "x", policy: "" }).then(String, String);
    await upIn(plane.directory);
    // Refused, or closed under a request when its connection was kept from the one before.
    expect(failure.replace(/got (ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)/, "got CODE")).toBe(
      `UserError: OpenBao must answer at ${plane.openbao.address}, got CODE; start it with npm run local`,
    );
  });
});

describe("a server that is killed", () => {
  it.each([2, 8, 14, 20, 26])("after %i resources is configured by the next run to the same end", async (count) => {
    await configure();
    const whole = await snapshot();
    await killServers(plane.directory, "openbao");
    forgetVault(session!.layout);
    await upIn(plane.directory);

    let [seen, killing] = [0, Promise.resolve()];
    const interrupted = await configure({
      onResource: ({ type }) => {
        if (type.startsWith("vault:") && ++seen === count) killing = killServers(plane.directory, "openbao");
      },
    });
    await killing;
    expect(interrupted.status).toBe("failed");
    expect(interrupted.errors.join()).toContain("OpenBao must answer at");
    await upIn(plane.directory);
    expect((await configure()).errors).toEqual([]);
    expect(await snapshot()).toEqual(whole);
    expect(changes(await configure())).toEqual([]);
  });
});

describe("planted secrets", () => {
  it("are in no state, plan file, log or report", async () => {
    const out = mkdtempSync(join(tmpdir(), "platform-vault-"));
    const result = await configure();
    await writeReports(out, reportOf("dev", result));
    const files = [out, plane.directory].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    expect(files.filter((file) => file.endsWith("plan.json") || file.endsWith("audit.log")).length).toBe(2);
    const found = files.filter((file) => readFileSync(file).includes("planted-"));
    expect([found, said.filter((line) => line.includes("planted-"))]).toEqual([[], []]);
    rmSync(out, { recursive: true });
  });
});
