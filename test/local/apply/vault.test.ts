import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { vaultAdapter, VaultClient } from "../../../local/apply/vault";
import { differences, durationSeconds } from "../../../local/apply/vault/compare";
import { replacements, type LocalEnds } from "../../../local/apply/vault/local";
import { Record as ApplyRecord } from "../../../local/apply/vault/record";

let server: Server;
let address: string;
let folder: string;
/** Answers in turn; the last one stays. */
let answers: { status: number; body: object }[];
let asked: string[];

beforeEach(async () => {
  [answers, asked] = [[], []];
  folder = mkdtempSync(join(tmpdir(), "platform-vault-"));
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe("a request", () => {
  it("is repeated while a quota refuses it or no server is active", async () => {
    answers = [
      { status: 429, body: { errors: ["quota"] } },
      { status: 503, body: { errors: ["sealed"] } },
      { status: 200, body: { data: { a: 1 } } },
    ];
    expect(await new VaultClient(address, "t").get("x")).toEqual({ a: 1 });
    expect(asked).toEqual(["GET /v1/x", "GET /v1/x", "GET /v1/x"]);
  });

  it("fails with the server's words on one line", async () => {
    answers = [{ status: 400, body: { errors: ["1 error occurred:\n\t* no\n\n", ""] } }];
    await expect(new VaultClient(address).get("x")).rejects.toThrow("1 error occurred: * no");
    answers = [{ status: 502, body: {} }];
    await expect(new VaultClient(address).get("x")).rejects.toThrow("HTTP status 502");
  });

  it("finds nothing where there is no mount or no object, and fails otherwise", async () => {
    const client = new VaultClient(address);
    answers = [{ status: 404, body: { errors: [] } }];
    expect([await client.find("x"), await client.list("x")]).toEqual([undefined, []]);
    answers = [{ status: 400, body: { errors: ["No secret engine mount at dev/"] } }];
    expect(await client.find("sys/mounts/dev")).toBeUndefined();
    answers = [{ status: 403, body: { errors: ["permission denied"] } }];
    await expect(client.find("x")).rejects.toThrow("permission denied");
  });
});

describe("what differs", () => {
  it.each<[unknown, unknown]>([
    ["15m", 900],
    ["1h30m", 5400],
    ["720h", "2592000"],
    [900, 900],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [["a", "b"], "a,b"],
    ["a", ["a"]],
    [[], null],
    [false, undefined],
    ["", undefined],
    [{ version: "2" }, { version: "2", more: "x" }],
    ["text\n", "text"],
    [undefined, "anything"],
  ])("is not %j as %j", (desired, current) => {
    expect(differences({ field: desired }, { field: current })).toEqual([]);
  });

  it.each<[unknown, unknown]>([
    ["15m", 901],
    [["a"], ["a", "b"]],
    [["a", "b"], ["a"]],
    [true, false],
    [true, undefined],
    ["a", "b"],
    ["a", undefined],
    [{ ref: "main" }, { ref: "other" }],
    [{ ref: "main" }, null],
    [0, 5],
  ])("is %j from %j", (desired, current) => {
    expect(differences({ field: desired }, { field: current })).toEqual(["field"]);
  });

  it("takes only durations for durations", () => {
    expect(["90", "1d", "2h", "1h1s", "x", "5 m", ""].map(durationSeconds)).toEqual([
      90,
      86_400,
      7200,
      3601,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the record", () => {
  const file = () => join(folder, "record.json");

  it("is kept for one server, and forgotten when it cannot be read", () => {
    new ApplyRecord(file(), "root-token").set("urn", { path: "sys/policies/acl/x" });
    expect(new ApplyRecord(file(), "root-token").get("urn")).toEqual({ path: "sys/policies/acl/x" });
    expect(new ApplyRecord(file(), "another-token").all()).toEqual([]);
    writeFileSync(file(), "{ broken");
    expect(new ApplyRecord(file(), "root-token").all()).toEqual([]);
  });

  it("holds a keyed digest of a secret, and no secret", async () => {
    writeFileSync(join(folder, "token"), "root-token\n");
    const adapter = vaultAdapter({ address, tokenFile: join(folder, "token"), record: file() });
    answers = [
      { status: 404, body: { errors: [] } },
      { status: 204, body: {} },
    ];
    const inputs = { backend: "db", name: "orders", postgresql: { password: "planted-password" } };
    const type = "vault:database/secretBackendConnection:SecretBackendConnection";
    const made = await adapter.apply({ urn: "urn", type, name: "orders", inputs });
    expect(made).toMatchObject({ id: "db/config/orders", changed: true });
    const content = readFileSync(file(), "utf8");
    expect(content).toMatch(/"connection\.password": "[0-9a-f]{64}"/);
    expect(content).not.toMatch(/planted|root-token/);
  });
});

describe("on this machine", () => {
  const local: LocalEnds = {
    kubernetes: { host: "https://127.0.0.1:1", ca: "CA", reviewerToken: "token" },
    keySetUrl: "http://127.0.0.1:2/jwks",
  };
  const replaced = (type: string, inputs: Record<string, unknown>) => replacements[type]!(inputs, local);

  it("OpenBao asks this API server who somebody is", () => {
    expect(replaced("kubernetes/authBackendConfig:AuthBackendConfig", { backend: "kubernetes" })).toEqual({
      backend: "kubernetes",
      kubernetesHost: "https://127.0.0.1:1",
      kubernetesCaCert: "CA",
      tokenReviewerJwt: "token",
      disableLocalCaJwt: true,
    });
  });

  it("keys of issuers are on loopback, and the issuer stays the program's", () => {
    const type = "jwt/authBackend:AuthBackend";
    expect(replaced(type, { path: "gitlab", oidcDiscoveryUrl: "https://gitlab.com" })).toEqual({
      path: "gitlab",
      type: "jwt",
      jwksUrl: local.keySetUrl,
      boundIssuer: "https://gitlab.com",
    });
    expect(replaced(type, { path: "own", jwtValidationPubkeys: ["key"] })).toEqual({
      path: "own",
      jwtValidationPubkeys: ["key"],
    });
  });

  it("people sign in with a token instead of a browser", () => {
    const type = "jwt/authBackendRole:AuthBackendRole";
    const people = { roleName: "people", roleType: "oidc", oidcScopes: ["email"], allowedRedirectUris: ["https://x"] };
    expect(replaced(type, people)).toEqual({ roleName: "people", roleType: "jwt" });
    expect(replaced(type, { roleType: "jwt", roleName: "x" })).toEqual({ roleType: "jwt", roleName: "x" });
  });
});
