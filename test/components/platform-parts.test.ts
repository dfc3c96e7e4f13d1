import { describe, expect, it } from "vitest";
import { Backup } from "../../components/backup";
import { CertManager } from "../../components/cert-manager";
import { AwsAddOns } from "../../components/cluster/aws/add-ons";
import { controllers } from "../../components/cluster/contract";
import { Storage } from "../../components/storage";
import { images, charts as pins } from "../../src/versions";
import { registeredBy, type Registered } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: peer,
  prometheus: peer,
  mesh: false,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16", "172.20.0.0/16"],
};
const charts = {};
const identity = {
  ...controllers.velero,
  annotations: { "azure.workload.identity/client-id": "id" },
  podLabels: { "azure.workload.identity/use": "true" },
  egress: [{ cidr: "0.0.0.0/0", port: 443 }],
  ready: [],
};
const names = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const find = (registered: Registered[], name: string) => registered.find((resource) => resource.name === name)!.inputs;

describe("backups", () => {
  const store = { plugin: "aws" as const, bucket: "backups", config: { region: "eu-west-1" }, ready: [] };
  const groups = [{ environment: "staging", recoveryPointMinutes: 60, namespaces: ["staging"] }];
  const args = {
    pin: pins.velero,
    pluginImages: images.veleroPlugin,
    charts,
    peers,
    identity,
    store,
    retentionDays: 30,
    durationMinutes: 15,
    groups,
  };

  it("are Velero, a store and schedules, in a namespace of their own", async () => {
    const registered = await registeredBy((opts) => new Backup("backup", args, opts));
    expect(names(registered)).toEqual([
      "kubernetes:core/v1:Namespace backup",
      "kubernetes:core/v1:ServiceAccount backup-account",
      "kubernetes:core/v1:ServiceAccount backup/default",
      "kubernetes:helm.sh/v4:Chart backup-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy backup/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy backup/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy backup/workload-velero",
      "kubernetes:velero.io/v1:BackupStorageLocation backup-default",
      "kubernetes:velero.io/v1:Schedule backup-cluster",
      "kubernetes:velero.io/v1:Schedule backup-staging-60m",
      "platform:components:Backup backup",
      "platform:components:PlatformNamespace backup",
    ]);
    expect(find(registered, "backup-account")).toMatchObject({
      metadata: { name: "velero", annotations: identity.annotations },
    });
    expect(find(registered, "backup-default")).toMatchObject({
      spec: { provider: "aws", objectStorage: { bucket: "backups" }, config: { region: "eu-west-1" } },
    });
  });

  it("go to a store with a credential of its own where they must", async () => {
    const withCredential = { ...args, store: { ...store, credential: { name: "s3", key: "cloud" } } };
    const registered = await registeredBy((opts) => new Backup("backup", withCredential, opts));
    expect(find(registered, "backup-default")).toMatchObject({ spec: { credential: { name: "s3", key: "cloud" } } });
    expect(find(registered, "backup-chart")).toMatchObject({
      values: { credentials: { useSecret: true, existingSecret: "s3" } },
    });
  });
});

describe("cert-manager", () => {
  const certManager = (signers: ConstructorParameters<typeof CertManager>[1]["signers"]) => {
    const account = { ...identity, ...controllers.certManager };
    const args = { pin: pins.certManager, charts, peers, identity: account, signers };
    return registeredBy((opts) => new CertManager("cert-manager", args, opts));
  };
  const ca = { kind: "ca" as const };
  const egressOf = (registered: Registered[]) =>
    (find(registered, "cert-manager/workload-cert-manager")["spec"] as { egress: unknown[] }).egress;
  const apiServer = {
    to: [{ ipBlock: { cidr: "10.0.240.0/22" } }],
    ports: [{ port: 443, protocol: "TCP" }],
  };
  const internet = (port: number) => ({
    to: [
      {
        ipBlock: {
          cidr: "0.0.0.0/0",
          except: ["10.0.0.0/16", "172.20.0.0/16", "169.254.169.254/32", "168.63.129.16/32"],
        },
      },
    ],
    ports: [{ port, protocol: "TCP" }],
  });
  const letsEncrypt = { directory: "https://acme-v02.api.letsencrypt.org/directory" };

  it("reaches nobody outside where no ACME server is asked", async () => {
    expect(egressOf(await certManager({ internal: ca }))).toEqual([apiServer]);
  });

  it("reaches ACME servers and clouds for challenges in DNS, and checks records through the cluster's DNS", async () => {
    const registered = await certManager({ acme: { issuers: [letsEncrypt], challenge: "dns01" }, internal: ca });
    expect(egressOf(registered)).toEqual([internet(443), apiServer]);
    expect(find(registered, "cert-manager-chart")).toMatchObject({ values: { dns01RecursiveNameserversOnly: true } });
  });

  it("reaches the hosts too where the ACME server asks them", async () => {
    const registered = await certManager({ acme: { issuers: [letsEncrypt], challenge: "http01" }, internal: ca });
    expect(egressOf(registered)).toEqual([internet(443), internet(80), apiServer]);
    expect(find(registered, "cert-manager-chart")).toMatchObject({ values: { dns01RecursiveNameserversOnly: false } });
  });

  it("reaches an ACME server on the port of its address", async () => {
    const issuers = [{ directory: "https://acme.example.com:9000/directory" }];
    const registered = await certManager({ acme: { issuers, challenge: "dns01" }, internal: ca });
    expect(egressOf(registered)).toEqual([internet(443), internet(9000), apiServer]);
  });

  it("reaches Vault's pods where Vault signs", async () => {
    const vault = { kind: "vault" as const, server: "https://openbao.vault.svc:8200" };
    expect(egressOf(await certManager({ internal: vault }))).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "vault" } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": "openbao" } },
          },
        ],
        ports: [{ port: 8200, protocol: "TCP" }],
      },
      apiServer,
    ]);
  });

  it("is a chart in a closed namespace, whose webhook the API server calls", async () => {
    const registered = await certManager({ internal: { kind: "ca" } });
    expect(names(registered)).toEqual([
      "kubernetes:core/v1:Namespace cert-manager",
      "kubernetes:core/v1:ServiceAccount cert-manager-account",
      "kubernetes:core/v1:ServiceAccount cert-manager/default",
      "kubernetes:helm.sh/v4:Chart cert-manager-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cert-manager/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cert-manager/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cert-manager/workload-cainjector",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cert-manager/workload-cert-manager",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cert-manager/workload-webhook",
      "platform:components:CertManager cert-manager",
      "platform:components:PlatformNamespace cert-manager",
    ]);
  });
});

describe("storage", () => {
  const common = { pins, cephImage: images.ceph, charts, peers, reclaimPolicy: "Retain" as const };
  const rook = {
    ...common,
    kind: "rook" as const,
    rawBlockClass: "cloud-block",
    nodeSelector: { "platform/pool": "storage" },
    volumeGiB: 500,
    volumesPerZone: 2,
    replicas: 3,
  };
  const external = {
    ...common,
    kind: "external" as const,
    clusterId: "00000000-0000-0000-0000-000000000001",
    monitors: ["10.10.0.11:3300", "10.10.0.12:3300"],
    pool: "kubernetes",
    filesystem: "kubernetes",
    vaultPath: "platform/ceph-csi",
    environment: "staging",
  };

  it("by Rook is Ceph on encrypted disks over three zones, and its classes", async () => {
    const registered = await registeredBy((opts) => new Storage("storage", rook, opts));
    expect(names(registered)).toEqual([
      "kubernetes:ceph.rook.io/v1:CephBlockPool storage-rook-ceph-block",
      "kubernetes:ceph.rook.io/v1:CephCluster storage-rook-rook-ceph",
      "kubernetes:ceph.rook.io/v1:CephFilesystem storage-rook-ceph-filesystem",
      "kubernetes:core/v1:Namespace storage-rook",
      "kubernetes:core/v1:ServiceAccount storage-rook/default",
      "kubernetes:helm.sh/v4:Chart storage-rook-drivers",
      "kubernetes:helm.sh/v4:Chart storage-rook-operator",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/among-daemons",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/api-server",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/from-nodes",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/workload-rook-ceph-exporter",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy storage-rook/workload-rook-ceph-mgr",
      "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass storage-ceph-block-snapshots",
      "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass storage-ceph-filesystem-snapshots",
      "kubernetes:storage.k8s.io/v1:StorageClass storage-ceph-block",
      "kubernetes:storage.k8s.io/v1:StorageClass storage-ceph-filesystem",
      "platform:components:PlatformNamespace storage-rook",
      "platform:components:RookCeph storage-rook",
      "platform:components:Storage storage",
    ]);
    expect(find(registered, "storage-rook-rook-ceph")).toMatchObject({
      spec: {
        mon: { count: 3, failureDomainLabel: "topology.kubernetes.io/zone" },
        network: { connections: { encryption: { enabled: true }, requireMsgr2: true } },
        cleanupPolicy: { confirmation: "" },
        storage: {
          useAllNodes: false,
          useAllDevices: false,
          storageClassDeviceSets: [{ count: 6, encrypted: true, portable: true }],
        },
      },
    });
    expect(find(registered, "storage-rook-ceph-block")).toMatchObject({
      spec: { failureDomain: "zone", replicated: { size: 3, requireSafeReplicaSize: true } },
    });
  });

  it("has one default class, and classes that grow, are kept, and name no key", async () => {
    const registered = await registeredBy((opts) => new Storage("storage", rook, opts));
    const isDefault = (name: string) => (find(registered, name)["metadata"] as { annotations: object }).annotations;
    expect(isDefault("storage-ceph-block")).toEqual({ "storageclass.kubernetes.io/is-default-class": "true" });
    expect(isDefault("storage-ceph-filesystem")).toEqual({ "storageclass.kubernetes.io/is-default-class": "false" });
    expect(find(registered, "storage-ceph-block")).toMatchObject({
      provisioner: "rook-ceph.rbd.csi.ceph.com",
      allowVolumeExpansion: true,
      reclaimPolicy: "Retain",
      parameters: {
        clusterID: "rook-ceph",
        pool: "ceph-block",
        "csi.storage.k8s.io/provisioner-secret-name": "rook-csi-rbd-provisioner",
        "csi.storage.k8s.io/provisioner-secret-namespace": "rook-ceph",
      },
    });
  });

  it("outside takes its keys from Vault, and encrypts every volume", async () => {
    const registered = await registeredBy((opts) => new Storage("storage", external, opts));
    const secrets = registered.filter(({ type }) => type.endsWith(":ExternalSecret"));
    expect(secrets.map(({ name }) => name)).toEqual([
      "storage-external-csi-cephfs-node",
      "storage-external-csi-cephfs-provisioner",
      "storage-external-csi-rbd-node",
      "storage-external-csi-rbd-provisioner",
    ]);
    expect(find(registered, "storage-external-csi-rbd-node")).toMatchObject({
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "vault-staging" },
        data: [{ secretKey: "userID", remoteRef: { key: "platform/ceph-csi", property: "rbd-node-id" } }, {}],
      },
    });
    expect(find(registered, "storage-ceph-block")).toMatchObject({
      provisioner: "ceph-csi.rbd.csi.ceph.com",
      parameters: { encrypted: "true", encryptionKMSID: "vault", clusterID: external.clusterId },
    });
  });

  it("outside is reached at its monitors and on their networks only", async () => {
    const registered = await registeredBy((opts) => new Storage("storage", external, opts));
    expect(find(registered, "storage-external/to-ceph")).toMatchObject({
      spec: {
        egress: [
          { to: [{ ipBlock: { cidr: "10.10.0.11/32" } }, { ipBlock: { cidr: "10.10.0.12/32" } }] },
          { to: [{ ipBlock: { cidr: "10.10.0.0/24" } }], ports: [{ port: 6800, endPort: 7568 }] },
        ],
      },
    });
  });

  it("outside reaches Vault, which keeps the passphrases of its volumes", async () => {
    const vault = { namespace: "vault", labels: { "app.kubernetes.io/name": "vault" }, port: 8200 };
    const args = { ...external, peers: { ...peers, vault } };
    const registered = await registeredBy((opts) => new Storage("storage", args, opts));
    expect(find(registered, "storage-external/to-vault")).toMatchObject({
      spec: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "vault" } },
                podSelector: { matchLabels: vault.labels },
              },
            ],
            ports: [{ protocol: "TCP", port: 8200 }],
          },
        ],
      },
    });
    const { data } = find(registered, "storage-external-kms") as { data: Record<string, string> };
    expect(JSON.parse(data["vault"]!)).toMatchObject({
      vaultPassphraseRoot: "/v1/staging",
      vaultPassphrasePath: "platform/ceph-csi/volumes/",
    });
  });

  it("gives volumes back where the environment is for throwing away", async () => {
    const registered = await registeredBy((opts) => new Storage("storage", { ...rook, reclaimPolicy: "Delete" }, opts));
    expect(find(registered, "storage-ceph-filesystem")).toMatchObject({ reclaimPolicy: "Delete" });
  });
});

describe("controllers of AWS", () => {
  it("are charts with accounts of our own, each in a closed namespace", async () => {
    const at = (name: string) => ({ ...identity, namespace: name, serviceAccount: name });
    const registered = await registeredBy((opts) => {
      const certManager = undefined as never; // only waited for
      const identities = {
        clusterAutoscaler: at("cluster-autoscaler"),
        loadBalancerController: at("aws-load-balancer-controller"),
      };
      const args = {
        pins,
        charts,
        peers,
        certManager,
        clusterName: "platform-dev",
        region: "eu-central-1",
        identities,
      };
      return new AwsAddOns("add-ons", args, opts);
    });
    const of = (kind: string) => registered.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ name }) => name);
    expect(of("Chart")).toEqual([
      "aws-load-balancer-controller-chart",
      "cluster-autoscaler-chart",
      "metrics-server-chart",
    ]);
    expect(of("Namespace")).toEqual(["aws-load-balancer-controller", "cluster-autoscaler", "metrics-server"]);
    expect(find(registered, "metrics-server/workload-metrics-server")).toMatchObject({
      spec: {
        ingress: [
          { from: [{ podSelector: { matchLabels: peers.prometheus.labels } }], ports: [{ port: 10250 }] },
          { from: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: [{ port: 10250 }] },
        ],
        egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ port: 10250 }] }, {}],
      },
    });
  });
});
