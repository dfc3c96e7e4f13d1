import { readFileSync } from "node:fs";
import { Layout, type UpResult } from "../../controlplane";
import type { KubernetesClient } from "../../kubernetes";
import { vaultAdapter, type VaultAdapter } from ".";
import { startIssuer, type Issuer } from "./issuer";
import { reviewerToken } from "./reviewer";

/** The embedded OpenBao, with what stands around it while it is configured and verified. */
export interface VaultSession {
  adapter: VaultAdapter;
  issuer: Issuer;
  close(): Promise<void>;
}

/** Where the servers are, as `up` says it. */
export type Ends = Pick<UpResult, "server" | "openbao">;

/** Opens the OpenBao of a state folder for one stack. `client` is the API server's administrator. */
export async function openVault(
  directory: string,
  stack: string,
  { server, openbao }: Ends,
  client: KubernetesClient,
): Promise<VaultSession> {
  const layout = new Layout(directory);
  const issuer = await startIssuer(layout.vaultIssuer());
  try {
    const kubernetes = {
      host: server,
      ca: readFileSync(layout.ca(), "utf8"),
      reviewerToken: await reviewerToken(client, layout.vaultReviewer()),
    };
    const adapter = vaultAdapter({
      address: openbao.address,
      tokenFile: openbao.tokenFile,
      record: layout.vaultRecord(stack),
      local: { kubernetes, keySetUrl: issuer.keySetUrl },
    });
    return { adapter, issuer, close: () => issuer.close() };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}
