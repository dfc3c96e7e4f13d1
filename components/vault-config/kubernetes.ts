import type * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { renderPolicy, type Grant } from "../lib/vault-policy";
import type { Configuring, PlatformPart, VaultTeam } from "./args";
import { audience, authMounts, componentPolicy, namespaceRole, teamPolicy } from "./names";

const minutes = 60;

/**
 * Pods sign in with a token of their service account, which the API server confirms. Vault's own account asks it, with
 * the token and the CA that are mounted into Vault's pods.
 */
export function kubernetesAuth(
  { name, opts }: Configuring,
  { teams, parts }: { teams: VaultTeam[]; parts: PlatformPart[] },
): void {
  const backend = new vault.AuthBackend(
    `${name}-kubernetes`,
    { type: "kubernetes", path: authMounts.kubernetes, tune: { maxLeaseTtl: "1h" } },
    opts,
  );
  new vault.kubernetes.AuthBackendConfig(
    `${name}-kubernetes`,
    { backend: backend.path, kubernetesHost: "https://kubernetes.default.svc:443" },
    opts,
  );
  const role = (resource: string, roleName: string, account: Account, policy: pulumi.Input<string>) =>
    new vault.kubernetes.AuthBackendRole(
      `${name}-${resource}`,
      {
        backend: backend.path,
        roleName,
        boundServiceAccountNames: account.serviceAccounts,
        boundServiceAccountNamespaces: [account.namespace],
        audience,
        tokenPolicies: [policy],
        tokenTtl: 15 * minutes,
        tokenMaxTtl: 60 * minutes,
      },
      opts,
    );

  for (const { name: namespace, environment, serviceAccounts, team } of namespacesOf(teams)) {
    const account = { namespace, serviceAccounts };
    role(`kubernetes-${namespace}`, namespaceRole(namespace), account, teamPolicy(team, environment));
  }
  for (const part of parts) {
    const policy = policyOf({ name, opts }, componentPolicy(part.name), part.grants);
    const account = { namespace: part.namespace, serviceAccounts: [part.serviceAccount] };
    role(`kubernetes-platform-${part.name}`, part.role ?? componentPolicy(part.name), account, policy.name);
  }
}

interface Account {
  namespace: string;
  serviceAccounts: string[];
}

/** Namespaces in which something signs in: a role for nobody is refused. */
function namespacesOf(teams: VaultTeam[]) {
  return teams.flatMap(({ name: team, namespaces }) =>
    namespaces.filter(({ serviceAccounts }) => serviceAccounts.length > 0).map((namespace) => ({ ...namespace, team })),
  );
}

export function policyOf({ name, opts }: Configuring, policy: string, grants: Grant[]): vault.Policy {
  return new vault.Policy(`${name}-policy-${policy}`, { name: policy, policy: renderPolicy(grants) }, opts);
}
