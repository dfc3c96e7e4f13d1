import { generateKeyPairSync } from "node:crypto";
import type { VaultClient } from "../../apply/vault";
import { signed } from "../../apply/vault/issuer";
import { requestToken } from "../../apply/vault/reviewer";
import type { KubernetesClient, KubernetesObject } from "../../kubernetes";
import type { CheckOutcome } from "../report";
import type { DeclaredVault } from "./declared";
import { audience, gitlabClaims, peopleIssuer, signIn, withAccount, type Proofs } from "./signin";
import { Tally } from "./tally";

/** Proofs of identity that are wrong in one point each: none may be let in. */
export async function checkRefusals(
  admin: VaultClient,
  declared: DeclaredVault,
  proofs: Proofs,
): Promise<CheckOutcome> {
  const tally = new Tally();
  const refused = async (method: string, role: string, what: string, jwt: string) => {
    const result = await signIn(admin, method, role, jwt);
    tally.expect(
      "refused" in result,
      `auth/${method}/role/${role}`,
      `${what} must be refused, got let in`,
      "it is too wide",
    );
  };
  for (const team of declared.teams) {
    for (const { name: namespace, serviceAccounts } of team.namespaces) {
      const [account] = serviceAccounts;
      if (account === undefined) continue;
      for (const [what, jwt] of await wrongTokens(proofs.client, namespace, account)) {
        await refused("kubernetes", `team-${namespace}`, what, jwt);
      }
      const elsewhere = { namespace: "default", name: account };
      await withAccount(proofs.client, elsewhere, async () => {
        const jwt = await requestToken(proofs.client, elsewhere, { audience });
        await refused("kubernetes", `team-${namespace}`, "an account of that name in another namespace", jwt);
      });
    }
    if (!declared.pipelines) continue;
    for (const { project, ref, environment } of team.pipelines) {
      const right = { issuer: declared.pipelines.issuer, aud: declared.pipelines.audience, project, ref, environment };
      const role = `team-${team.name}-${environment}.${project.replaceAll("/", "--")}`;
      for (const [what, jwt] of wrongPipelines(gitlabClaims(right), proofs)) await refused("gitlab", role, what, jwt);
    }
  }
  if (declared.people) {
    const claims = { iss: peopleIssuer, aud: declared.people.clientId, sub: "verify" };
    const wrong: [string, string][] = [
      ["a person of another client", proofs.issuer.token({ ...claims, aud: "another-client" })],
      ["a person of another provider", proofs.issuer.token({ ...claims, iss: "https://evil.example.com" })],
    ];
    for (const [what, jwt] of wrong) await refused("oidc", "people", what, jwt);
  }
  return tally.outcome;
}

async function wrongTokens(client: KubernetesClient, namespace: string, account: string): Promise<[string, string][]> {
  const own = { namespace, name: account };
  const stranger = { namespace, name: "default" };
  const good = await requestToken(client, own, { audience });
  return [
    ["a token for the API server", await requestToken(client, own)],
    ["a token for another audience", await requestToken(client, own, { audience: "https://vault.example.com" })],
    ["the namespace's default account", await requestToken(client, stranger, { audience })],
    ["a token that ended with what it was bound to", await endedToken(client, namespace, account)],
    ["a token that was tampered with", tampered(good)],
    ["no token at all", "none"],
  ];
}

/** The API server grants no token of less than ten minutes: one that is bound to an object ends with the object. */
async function endedToken(client: KubernetesClient, namespace: string, account: string): Promise<string> {
  const collection = `/api/v1/namespaces/${namespace}/secrets`;
  const body = { apiVersion: "v1", kind: "Secret", metadata: { generateName: "platform-verify-" } };
  const { metadata } = await client.request<KubernetesObject>("POST", collection, { body });
  const { name, uid } = metadata as { name: string; uid: string };
  const boundTo = { apiVersion: "v1", kind: "Secret", name, uid };
  try {
    return await requestToken(client, { namespace, name: account }, { audience, boundTo });
  } finally {
    await client.request("DELETE", `${collection}/${name}`);
  }
}

/** The same signature below other claims. */
function tampered(token: string): string {
  const [header, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp: number };
  const changed = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString("base64url");
  return [header, changed, signature].join(".");
}

function wrongPipelines(right: Record<string, unknown>, { issuer }: Proofs): [string, string][] {
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const changed: [string, Record<string, unknown>][] = [
    ["a pipeline of another project", { project_path: "somebody/else" }],
    ["a pipeline of another branch", { ref: "feature" }],
    ["a pipeline of a tag", { ref_type: "tag" }],
    ["a pipeline of an unprotected branch", { ref_protected: "false" }],
    ["a pipeline of another environment", { environment: "another" }],
    ["a pipeline's token for another audience", { aud: "https://gitlab.example.com" }],
    ["a pipeline of another GitLab", { iss: "https://gitlab.evil.example.com" }],
  ];
  return [
    ...changed.map(([what, change]): [string, string] => [what, issuer.token({ ...right, ...change })]),
    ["a pipeline's token that has expired", issuer.token(right, -3600)],
    ["a pipeline's token of another key", signed(stranger, right)],
  ];
}
