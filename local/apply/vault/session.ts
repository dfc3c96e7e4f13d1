import { readFileSync } from "node:fs";
import { Layout } from "../../controlplane";
import { serverUrl } from "../../controlplane/kubeconfigs";
import { openbaoAddress } from "../../controlplane/servers/openbao";
import { loadState } from "../../controlplane/state";
import type { KubernetesClient } from "../../kubernetes";
import { UserError } from "../../lib/errors";
import { VaultClient, vaultAdapter, type VaultAdapter } from ".";
import { startIssuer, type Issuer } from "./issuer";
import { reviewerToken } from "./reviewer";

/** The embedded OpenBao, with what stands around it while it is configured and verified. */
export interface VaultSession {
  adapter: VaultAdapter;
  /** With every right. */
  admin: VaultClient;
  layout: Layout;
  issuer: Issuer;
  close(): Promise<void>;
}

/** Opens the OpenBao of a state folder for one stack. `client` is the API server's administrator. */
export async function openVault(directory: string, stack: string, client: KubernetesClient): Promise<VaultSession> {
  const layout = new Layout(directory);
  const { ports } = loadState(layout);
  if (ports.openbao === undefined || ports["kube-apiserver"] === undefined) {
    throw new UserError(`OpenBao must have been started, got no state in ${directory}; start it with npm run local`);
  }
  const address = openbaoAddress(ports.openbao);
  const issuer = await startIssuer(layout.vaultIssuer());
  try {
    const kubernetes = {
      host: serverUrl(ports["kube-apiserver"]),
      ca: readFileSync(layout.ca(), "utf8"),
      reviewerToken: await reviewerToken(client, layout.vaultReviewer()),
    };
    const adapter = vaultAdapter({
      address,
      tokenFile: layout.rootToken(),
      record: layout.vaultRecord(stack),
      local: { kubernetes, keySetUrl: issuer.keySetUrl },
    });
    const admin = new VaultClient(address, readFileSync(layout.rootToken(), "utf8").trim());
    return { adapter, admin, layout, issuer, close: () => issuer.close() };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}
