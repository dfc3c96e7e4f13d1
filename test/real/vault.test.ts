import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { kubernetesAdapter } from "../../local/apply/kubernetes";
import { requestToken } from "../../local/apply/vault/reviewer";
import { openVault, type VaultSession } from "../../local/apply/vault/session";
import { run } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import { root } from "../../local/lib/project";
import { crdsFromModules } from "../../local/toolchain";
import { declaredOf } from "../../local/verify";
import type { CheckGroup, CheckOutcome } from "../../local/verify/report";
import { verifyVault } from "../../local/verify/vault";
import { checkAudit } from "../../local/verify/vault/audit";
import { checkPlanted } from "../../local/verify/vault/planted";
import type { DeclaredVault } from "../../local/verify/vault/declared";
import { audience, gitlabClaims, signIn } from "../../local/verify/vault/signin";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
let session: VaultSession;
let declared: DeclaredVault;
const pipeline = { project: "example/payments/api", ref: "main", environment: "dev" };

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
  const config = stackWithPipeline();
  declared = declaredOf("dev", config).vault!;
  const adapter = kubernetesAdapter({
    kubeconfig: plane.kubeconfig,
    context: contextName,
    stack: "dev",
    log: () => undefined,
  });
  session = await openVault(plane.directory, "dev", plane.client);
  const adapters = [adapter, session.adapter];
  const result = await run({ directory: root, stack: "dev", config, dryRun: false, adapters });
  adapter.close();
  expect(result.errors).toEqual([]);
});
afterAll(async () => {
  await session.close();
  await plane.stop();
});

/** The dev stack, in which a pipeline of payments signs in too, and catalog's web. */
function stackWithPipeline(): Record<string, string> {
  const config = loadStack(root, "dev");
  const teams = JSON.parse(config["platform:teams"]!) as {
    name: string;
    pipelines?: object[];
    namespaces: { workloads: { name: string; vault?: boolean }[] }[];
  }[];
  for (const team of teams) {
    if (team.name === "payments") team.pipelines = [pipeline];
    for (const workload of team.namespaces[0]!.workloads)
      if (["api", "web"].includes(workload.name)) workload.vault = true;
  }
  const vault = JSON.parse(config["platform:vault"]!) as Record<string, unknown>;
  const pipelines = { issuer: "https://gitlab.example.com", ...(vault["pipelines"] as object | undefined) };
  return {
    ...config,
    "platform:teams": JSON.stringify(teams),
    "platform:vault": JSON.stringify({ ...vault, pipelines }),
  };
}

/** Every group of checks, as `npm run local` runs them. */
async function verified(): Promise<CheckGroup[]> {
  const groups: CheckGroup[] = [];
  const group = async (name: string, check: () => Promise<CheckOutcome>) => {
    groups.push({ name, seconds: 0, ...(await check()) });
  };
  await verifyVault({ declared, session, client: plane.client, group });
  return groups;
}

/** What is found wrong while something is otherwise than it was applied. */
async function found(): Promise<string[]> {
  return (await verified()).flatMap(({ failures }) => failures.map(({ what }) => what));
}

async function whilePosted(path: string, change: Record<string, unknown>): Promise<string[]> {
  const before = await session.admin.get(path);
  await session.admin.post(path, { ...before, ...change });
  try {
    return await found();
  } finally {
    await session.admin.post(path, before);
  }
}

describe("the dev stack's OpenBao", () => {
  it("passes every check, of each kind of identity", async () => {
    const groups = await verified();
    expect(groups.flatMap(({ failures }) => failures)).toEqual([]);
    const counts = Object.fromEntries(groups.map(({ name, passed }) => [name, passed]));
    expect(Object.keys(counts)).toEqual([
      "sign-in (OpenBao)",
      "policies (OpenBao)",
      "secrets (OpenBao)",
      "certificates (OpenBao)",
      "leases (OpenBao)",
      "audit log (OpenBao)",
      "planted secrets",
    ]);
    // Two workloads, a pipeline, and a person of each team.
    expect(declared.people).toBeDefined();
    expect(counts["sign-in (OpenBao)"]).toBe(5 + 2 * 7 + 9 + 2);
    expect(counts["policies (OpenBao)"]! % (5 * 7)).toBe(0);
    expect(counts["planted secrets"]).toBe(3 + 2 * 5);
  });

  it("leaves no secret behind", async () => {
    expect(await session.admin.list("dev/metadata")).toEqual([]);
  });

  it("says of a team's account what the API server says it is", async () => {
    const jwt = await requestToken(plane.client, { namespace: "payments", name: "api" }, { audience });
    const result = await signIn(session.admin, "kubernetes", "team-payments", jwt);
    const token = "token" in result ? result.token : "";
    const { meta, policies } = await session.admin.as(token).get("auth/token/lookup-self");
    expect(policies).toEqual(["default", "team-payments-dev"]);
    expect(meta).toMatchObject({ service_account_name: "api", service_account_namespace: "payments" });
    expect(await session.admin.as(token).statusOf("GET", "dev/data/catalog/x")).toBe(403);
    expect(await session.admin.as(token).statusOf("POST", "dev/data/payments/x", { data: {} })).toBe(403);
  });

  it("lets no token in that the API server does not confirm", async () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "api" } };
    const collection = "/api/v1/namespaces/payments/serviceaccounts";
    const jwt = await requestToken(plane.client, { namespace: "payments", name: "api" }, { audience });
    await plane.client.request("DELETE", `${collection}/api`);
    const result = await signIn(session.admin, "kubernetes", "team-payments", jwt);
    await plane.client.request("POST", collection, { body: { ...account, automountServiceAccountToken: false } });
    expect(result).toEqual({ refused: "403: permission denied" });
  });

  it("lets a pipeline reach what its project, branch and environment allow", async () => {
    const { issuer, audience: aud } = declared.pipelines!;
    const jwt = session.issuer.token(gitlabClaims({ issuer, aud, ...pipeline }));
    const role = "team-payments-dev.example--payments--api";
    const result = await signIn(session.admin, "gitlab", role, jwt);
    expect(result).toMatchObject({ policies: ["default", "team-payments-dev"] });
    const deployer = await signIn(session.admin, "gitlab", "platform-deployer-dev", jwt);
    expect("refused" in deployer).toBe(true);
  });
});

describe("checks fail", () => {
  it("when a policy is too wide", async () => {
    const policy = 'path "dev/data/*" { capabilities = ["read"] }';
    const lines = await whilePosted("sys/policies/acl/team-payments-dev", { policy });
    expect(lines).toContain("payments/api must not be allowed to read dev/data/catalog/platform-verify, got allowed");
    expect(lines).toContain("payments/api must get 403, got 200");
    expect(lines).toContain("payments/api must be allowed to update transit/decrypt/payments.dev, got denied");
  });

  it("when a policy lets a team write", async () => {
    const policy = 'path "dev/data/payments/*" { capabilities = ["create", "read", "update"] }';
    const lines = await whilePosted("sys/policies/acl/team-payments-dev", { policy });
    expect(lines).toContain("payments/api must not write it, got 200");
  });

  it("when a role takes accounts of any namespace", async () => {
    const lines = await whilePosted("auth/kubernetes/role/team-payments", { bound_service_account_namespaces: ["*"] });
    expect(lines).toEqual(["an account of that name in another namespace must be refused, got let in"]);
  });

  it("when a role takes any account of its namespace", async () => {
    const lines = await whilePosted("auth/kubernetes/role/team-payments", { bound_service_account_names: ["*"] });
    expect(lines).toEqual(["the namespace's default account must be refused, got let in"]);
  });

  it("when a role takes tokens for anybody", async () => {
    const lines = await whilePosted("auth/kubernetes/role/team-payments", { audience: "" });
    expect(lines).toContain("a token for the API server must be refused, got let in");
  });

  it("when a role's tokens live too long", async () => {
    const change = { token_ttl: 28_800, token_max_ttl: 28_800 };
    const tuned = await session.admin.get("sys/auth/kubernetes/tune");
    await session.admin.post("sys/auth/kubernetes/tune", { max_lease_ttl: "768h" });
    const lines = await whilePosted("auth/kubernetes/role/team-payments", change);
    await session.admin.post("sys/auth/kubernetes/tune", { max_lease_ttl: tuned["max_lease_ttl"] });
    expect(lines).toEqual(["a token of payments/api must end within 3600 s, got 28800 s"]);
  });

  it.each([
    ["another branch", "ref", "a pipeline of another branch"],
    ["another project", "project_path", "a pipeline of another project"],
    ["an unprotected branch", "ref_protected", "a pipeline of an unprotected branch"],
    ["another environment", "environment", "a pipeline of another environment"],
  ])("when a pipeline of %s is let in", async (_, claim, what) => {
    const path = "auth/gitlab/role/team-payments-dev.example--payments--api";
    const { bound_claims: bound } = (await session.admin.get(path)) as { bound_claims: Record<string, unknown> };
    const { [claim]: taken, ...rest } = bound;
    expect(taken).toBeDefined();
    expect(await whilePosted(path, { bound_claims: rest })).toEqual([`${what} must be refused, got let in`]);
  });

  it("when the authority signs any name", async () => {
    const lines = await whilePosted("pki/roles/internal", { allow_any_name: true, enforce_hostnames: false });
    expect(lines).toContain("localhost must be refused, got a certificate");
  });

  it("when the authority refuses names in its domain", async () => {
    const lines = await whilePosted("pki/roles/internal", { allowed_domains: ["svc"] });
    expect(lines).toContain("api.payments.svc.cluster.local must be signed, got refused");
  });

  it("when somebody cannot sign in", async () => {
    const lines = await whilePosted("auth/kubernetes/role/team-payments", { bound_service_account_names: ["other"] });
    expect(lines).toContain("payments/api must be let in by role team-payments, got refused");
  });

  it("when a secret is in a file", () => {
    const file = join(plane.directory, "logs", "planted.log");
    writeFileSync(file, "before planted-in-clear after");
    const secrets = [
      { name: "the first", value: "planted-in-clear" },
      { name: "the second", value: "planted-nowhere" },
    ];
    const { passed, failures } = checkPlanted([plane.directory], secrets);
    expect(passed).toBe(1);
    expect(failures.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      `${file}: the first must not be in clear in any file, got it`,
    ]);
    writeFileSync(file, "");
  });

  it("when the audit log says nothing of what was done", () => {
    const file = session.layout.openbaoAudit();
    const planted = [{ team: "payments", environment: "dev", path: "dev/data/payments/x", value: "" }];
    const { failures } = checkAudit(file, statSync(file).size, planted, []);
    expect(failures).toEqual([]);
    const workload = { kind: "workload", team: "payments", environment: "dev", method: "kubernetes" } as const;
    const identity = { ...workload, name: "payments/api", role: "team-payments", jwt: () => Promise.resolve("") };
    expect(checkAudit(file, statSync(file).size, planted, [identity]).failures.map(({ what }) => what)).toEqual([
      "the audit log must hold a sign-in by auth/kubernetes/login",
      "the audit log must hold the reading of dev/data/payments/x",
    ]);
  });
});
