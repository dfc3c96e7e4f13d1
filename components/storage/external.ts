import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import { podPeer, type PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import type { CephSource } from "./classes";
import { externalDriverValues, externalOperatorValues, vaultKms } from "./external-values";

export interface ExternalCephSettings {
  /** The cluster's fsid. */
  clusterId: string;
  /** `address:port` of its monitors. */
  monitors: string[];
  pool: string;
  filesystem: string;
  /** Path in Vault with the keys of the drivers' users. */
  vaultPath: string;
  /** Environment whose mount in Vault has that path. */
  environment: string;
}

export interface ExternalCephArgs extends ExternalCephSettings {
  pins: Record<"cephCsiOperator" | "cephCsiDrivers", ChartPin>;
  charts: ChartSettings;
  peers: PlatformPeers;
}

const namespace = "ceph-csi";

/** The drivers for a Ceph outside of the cluster. Keys come from Vault; every volume is encrypted under one of its own. */
export class ExternalCeph extends pulumi.ComponentResource {
  readonly source: CephSource;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ExternalCephArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ExternalCeph", name, {}, opts);
    const { pins, charts, peers } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      // Drivers mount volumes for pods.
      {
        namespace,
        podSecurity: "privileged",
        workloads: [],
        apiServer: true,
        policies: [toCeph(args.monitors), ...(peers.vault ? [toVault(peers.vault)] : [])],
        peers,
      },
      owned,
    );
    const keys = Object.entries(userKeys).map(
      ([secret, user]) =>
        new k8s.apiextensions.CustomResource(
          `${name}-${secret}`,
          {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: { name: secret, namespace: namespaceName },
            spec: externalSecretSpec(secret, user, args),
          },
          { ...owned, dependsOn: ready },
        ),
    );
    const kms = new k8s.core.v1.ConfigMap(
      `${name}-kms`,
      {
        metadata: { name: "csi-kms-connection-details", namespace: namespaceName },
        data: { vault: JSON.stringify(vaultKms(namespace, args.environment)) },
      },
      { ...owned, dependsOn: ready },
    );
    const release = (suffix: string, pin: ChartPin, values: object, dependsOn: pulumi.Resource[]) =>
      chart(
        `${name}-${suffix}`,
        { pin, namespace: namespaceName, values: { ...values }, settings: charts, releaseName: pin.name },
        { ...owned, dependsOn },
      );
    const operator = release("operator", pins.cephCsiOperator, externalOperatorValues(), ready);
    const drivers = release(
      "drivers",
      pins.cephCsiDrivers,
      externalDriverValues({ ...args, namespace }),
      [operator, kms, ...keys], // the operator's CRDs, and what the drivers read when they start
    );
    this.source = {
      driverPrefix: `${namespace}.`,
      clusterId: args.clusterId,
      blockPool: args.pool,
      filesystem: args.filesystem,
      secrets: {
        namespace,
        block: { provisioner: "csi-rbd-provisioner", node: "csi-rbd-node" },
        filesystem: { provisioner: "csi-cephfs-provisioner", node: "csi-cephfs-node" },
      },
      encryption: { encrypted: "true", encryptionKMSID: "vault" },
    };
    this.ready = [drivers];
    this.registerOutputs();
  }
}

/** Secrets of the drivers, and the key in Vault that each is made of. */
const userKeys: Record<string, string> = {
  "csi-rbd-provisioner": "rbd-provisioner",
  "csi-rbd-node": "rbd-node",
  "csi-cephfs-provisioner": "cephfs-provisioner",
  "csi-cephfs-node": "cephfs-node",
};

/** External Secrets copies a key of Ceph from Vault: `<user>-id` and `<user>-key` at the path. */
function externalSecretSpec(
  secret: string,
  user: string,
  { vaultPath, environment }: Pick<ExternalCephSettings, "vaultPath" | "environment">,
) {
  const names = secret.includes("cephfs") ? { id: "adminID", key: "adminKey" } : { id: "userID", key: "userKey" };
  return {
    refreshInterval: "1h",
    secretStoreRef: { kind: "ClusterSecretStore", name: `vault-${environment}` },
    target: { name: secret, creationPolicy: "Owner" },
    data: [
      { secretKey: names.id, remoteRef: { key: vaultPath, property: `${user}-id` } },
      { secretKey: names.key, remoteRef: { key: vaultPath, property: `${user}-key` } },
    ],
  };
}

/** The drivers ask for the passphrases of volumes. */
function toVault({ port, ...pods }: NonNullable<PlatformPeers["vault"]>) {
  const egress = [{ to: [podPeer(pods)], ports: [{ protocol: "TCP", port }] }];
  return { name: "to-vault", spec: { podSelector: {}, policyTypes: ["Egress"], egress } };
}

/** The drivers' controllers reach the monitors and every daemon of Ceph, which are on the monitors' networks. */
function toCeph(monitors: string[]) {
  const hosts = monitors.map((monitor) => ({ ipBlock: { cidr: `${monitor.split(":")[0]}/32` } }));
  const networks = [...new Set(monitors.map((monitor) => `${monitor.split(".").slice(0, 3).join(".")}.0/24`))];
  return {
    name: "to-ceph",
    spec: {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        { to: hosts, ports: [3300, 6789].map((port) => ({ protocol: "TCP", port })) },
        {
          to: networks.map((cidr) => ({ ipBlock: { cidr } })),
          ports: [{ protocol: "TCP", port: 6800, endPort: 7568 }],
        },
      ],
    },
  };
}
