import { hcl, type HclBlock } from "../lib/hcl";
import { folders, ports, serverName } from "./names";

/** A key of a cloud with which Vault unseals itself. */
export type Seal =
  | { kind: "awskms"; region: string; keyId: string }
  | { kind: "azurekeyvault"; tenantId: string; vaultName: string; keyName: string };

export interface ServerConfigArgs {
  distribution: "openbao" | "vault";
  replicas: number;
  /** @default absent - people unseal it */
  seal?: Seal;
}

/** Configuration of every server. Its chart puts the pod's own name and addresses into the environment. */
export function serverConfig({ distribution, replicas, seal }: ServerConfigArgs): string {
  return hcl({
    attributes: {
      ui: true,
      // Memory is not locked: that takes a capability, and nodes of Kubernetes have no swap.
      disable_mlock: distribution === "vault" ? true : undefined,
      // OpenBao takes audit devices from its configuration alone, unless told that they are resources.
      unsafe_allow_api_audit_creation: distribution === "openbao" ? true : undefined,
      log_format: "json",
      // Bounds for tokens and leases of every mount that says nothing else.
      default_lease_ttl: "1h",
      max_lease_ttl: "24h",
    },
    blocks: [
      listener(),
      {
        type: "storage",
        label: "raft",
        attributes: { path: folders.data },
        blocks: Array.from({ length: replicas }, (_, i) => join(serverName(i))),
      },
      ...(seal ? [sealBlock(seal)] : []),
      { type: "service_registration", label: "kubernetes", attributes: {} },
      { type: "telemetry", attributes: { prometheus_retention_time: "12h", disable_hostname: true } },
    ],
  });
}

function listener(): HclBlock {
  return {
    type: "listener",
    label: "tcp",
    attributes: {
      address: `[::]:${ports.api}`,
      cluster_address: `[::]:${ports.cluster}`,
      tls_cert_file: `${folders.tls}/tls.crt`,
      tls_key_file: `${folders.tls}/tls.key`,
      tls_min_version: "tls12",
      tls_disable_client_certs: true,
    },
    // Prometheus has no token of Vault's; the network lets nobody else but clients in.
    blocks: [{ type: "telemetry", attributes: { unauthenticated_metrics_access: true } }],
  };
}

/** How a server finds the others: it asks each by its stable name until one has a leader. */
function join(host: string): HclBlock {
  return {
    type: "retry_join",
    attributes: {
      leader_api_addr: `https://${host}:${ports.api}`,
      leader_tls_servername: host,
      leader_ca_cert_file: `${folders.tls}/ca.crt`,
    },
  };
}

/** Without credentials: the pods have an identity that the cloud trusts. */
function sealBlock(seal: Seal): HclBlock {
  switch (seal.kind) {
    case "awskms":
      return { type: "seal", label: seal.kind, attributes: { region: seal.region, kms_key_id: seal.keyId } };
    case "azurekeyvault":
      return {
        type: "seal",
        label: seal.kind,
        attributes: { tenant_id: seal.tenantId, vault_name: seal.vaultName, key_name: seal.keyName },
      };
  }
}
