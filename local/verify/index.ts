import { openVault } from "../apply/vault/session";
import { KubernetesClient } from "../kubernetes";
import { admissionGroups, checkAdmission } from "./admission";
import type { Declared } from "./declared";
import { actualMesh } from "./mesh/actual";
import { checkMesh } from "./mesh/matrix";
import { actualNetwork } from "./network/actual";
import { checkConnectivity } from "./network/matrix";
import { checkAccess } from "./rbac/matrix";
import { verifyVault } from "./vault";
import { summarize, type CheckGroup, type CheckOutcome, type VerifyReport } from "./report";

export { declaredOf, type Declared } from "./declared";
export { formatReport, type VerifyReport } from "./report";

export interface VerifyOptions extends Declared {
  kubeconfig: string;
  stack: string;
  /** State folder of the control plane, where its OpenBao is. */
  state: string;
  /** For progress: the group of checks that begins. */
  log: (message: string) => void;
  /** Stops between two groups of checks. */
  signal?: AbortSignal;
}

/**
 * Proves on a live API server that what configuration declares is what holds: RBAC by access reviews, connectivity
 * over the NetworkPolicies and the mesh's policies read back, Pod Security, quotas, limits and service accounts by trying,
 * OpenBao by signing in.
 * @throws UserError when the API server cannot be reached
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { kubeconfig, context, network, mesh, access, namespaces, vault, stack, state, log, signal } = options;
  const client = KubernetesClient.fromKubeconfig(kubeconfig, context);
  const groups: CheckGroup[] = [];
  const started = Date.now();
  const group = async (name: string, check: () => Promise<CheckOutcome>) => {
    signal?.throwIfAborted();
    log(`checking ${name}`);
    const begun = Date.now();
    groups.push({ name, ...(await check()), seconds: (Date.now() - begun) / 1000 });
  };
  try {
    await group("access (RBAC)", () => checkAccess(client, access));
    await group("connectivity (NetworkPolicy)", async () => checkConnectivity(network, await actualNetwork(client)));
    if (mesh) await group("identities (AuthorizationPolicy)", async () => checkMesh(mesh, await actualMesh(client)));
    for (const each of admissionGroups) await group(each.name, () => checkAdmission(client, namespaces, each));
    if (vault) {
      const session = await openVault(state, stack, client);
      try {
        await verifyVault({ declared: vault, session, client, group });
      } finally {
        await session.close();
      }
    }
  } finally {
    client.close();
  }
  return summarize(groups, (Date.now() - started) / 1000);
}
