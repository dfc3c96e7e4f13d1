import { VaultError, type VaultClient } from "../../apply/vault";
import { requestToken, type Account } from "../../apply/vault/reviewer";
import type { Issuer } from "../../apply/vault/issuer";
import type { KubernetesClient } from "../../kubernetes";
import type { DeclaredVault, DeclaredVaultTeam } from "./declared";
import type { Holder } from "./expected";

/** What a sign-in came to. */
export type SignIn = { token: string; policies: string[] } | { refused: string };

/** Somebody who signs in: which role, with which proof. */
export interface Identity extends Holder {
  name: string;
  /** Path of the sign-in method. */
  method: "kubernetes" | "gitlab" | "oidc";
  role: string;
  /** A token that the role must accept. */
  jwt(): Promise<string>;
}

export interface Proofs {
  client: KubernetesClient;
  issuer: Issuer;
}

/** What pods' tokens must be for. */
export const audience = "vault";

export function identitiesOf(declared: DeclaredVault, proofs: Proofs): Identity[] {
  return declared.teams.flatMap((team) => [
    ...workloads(team, proofs),
    ...(declared.pipelines ? pipelines(team, declared.pipelines, proofs) : []),
    ...(declared.people ? people(team, declared.people, proofs) : []),
  ]);
}

function workloads({ name: team, namespaces }: DeclaredVaultTeam, { client }: Proofs): Identity[] {
  return namespaces.flatMap(({ name: namespace, environment, serviceAccounts }) =>
    serviceAccounts.map((account): Identity => ({
      kind: "workload",
      team,
      environment,
      name: `${namespace}/${account}`,
      method: "kubernetes",
      role: `team-${namespace}`,
      jwt: () => requestToken(client, { namespace, name: account }, { audience }),
    })),
  );
}

function pipelines(
  { name: team, pipelines: declared }: DeclaredVaultTeam,
  { issuer, audience: aud }: NonNullable<DeclaredVault["pipelines"]>,
  proofs: Proofs,
): Identity[] {
  return declared.map(({ project, ref, environment }): Identity => ({
    kind: "pipeline",
    team,
    environment,
    name: `pipeline ${project}@${ref}`,
    method: "gitlab",
    role: `team-${team}-${environment}.${project.replaceAll("/", "--")}`,
    jwt: () => Promise.resolve(proofs.issuer.token(gitlabClaims({ issuer, aud, project, ref, environment }))),
  }));
}

function people(
  { name: team, developers, environments }: DeclaredVaultTeam,
  { clientId, groupsClaim }: NonNullable<DeclaredVault["people"]>,
  { issuer }: Proofs,
): Identity[] {
  return developers.flatMap((group) =>
    environments.slice(0, 1).map((environment): Identity => ({
      kind: "person",
      team,
      environment,
      name: `person of ${group}`,
      method: "oidc",
      role: "people",
      jwt: () =>
        Promise.resolve(
          issuer.token({
            iss: peopleIssuer,
            aud: clientId,
            sub: `verify-${group}`,
            email: "v@example.com",
            name: "Verify",
            [groupsClaim]: [group],
          }),
        ),
    })),
  );
}

/** Of the sign-in provider that stands for the real one, whose client a person writes into Vault. */
export const peopleIssuer = "https://sign-in.example.com";

export interface GitlabToken {
  issuer: string;
  aud: string;
  project: string;
  ref: string;
  environment: string;
}

/** As GitLab writes them for a job: https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
export function gitlabClaims({ issuer, aud, project, ref, environment }: GitlabToken): Record<string, unknown> {
  return {
    iss: issuer,
    aud,
    sub: `project_path:${project}:ref_type:branch:ref:${ref}`,
    namespace_path: project.split("/").slice(0, -1).join("/"),
    project_path: project,
    project_id: "42",
    user_login: "developer",
    pipeline_id: "1",
    job_id: "2",
    ref,
    ref_type: "branch",
    ref_protected: "true",
    environment,
  };
}

export async function signIn(server: VaultClient, method: string, role: string, jwt: string): Promise<SignIn> {
  try {
    const { auth } = await server.as().request("POST", `auth/${method}/login`, { role, jwt });
    return { token: auth!.client_token, policies: auth!.policies };
  } catch (error) {
    if (error instanceof VaultError && error.status < 500) return { refused: `${error.status}: ${error.message}` };
    throw error;
  }
}

/** Work for which an account is there, and only for as long where it was not before. */
export async function withAccount<Result>(
  client: KubernetesClient,
  { namespace, name }: Account,
  work: () => Promise<Result>,
): Promise<Result> {
  const collection = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const there = await client.find(`${collection}/${name}`);
  if (there) return work();
  const body = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
  await client.request("POST", collection, { body });
  try {
    return await work();
  } finally {
    await client.request("DELETE", `${collection}/${name}`);
  }
}
