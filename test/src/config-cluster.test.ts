import { describe, expect, it } from "vitest";
import {
  apiServer,
  awsCluster as aws,
  azureCluster as azure,
  existingCluster,
  messageFor,
  parse,
} from "../support/config";

const velero = { kind: "velero", region: "eu-west-1" };
const state = { backend: "local", path: "test/fixtures/terraform/network.tfstate" };
describe("one mistake about the cluster gives one message", () => {
  const inNetwork = (network: object) => ({ cluster: { ...aws, network } });
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "two kinds at once",
      { cluster: { ...aws, context: "here" } },
      'platform:cluster.context must only be set where kind is "existing"; remove it or change kind',
    ],
    [
      "a setting of both clouds on an existing cluster",
      { cluster: { ...existingCluster, logRetentionDays: 30 } },
      'platform:cluster.logRetentionDays must only be set where kind is "aws" or "azure"; remove it or change kind',
    ],
    [
      "a zone of another region",
      inNetwork({ zones: ["eu-central-1a", "eu-central-1b", "eu-west-1c"] }),
      'platform:cluster.network.zones[2] must be a zone of region eu-central-1, got "eu-west-1c"; write for example eu-central-1a',
    ],
    [
      "a zone twice",
      inNetwork({ zones: ["eu-central-1a", "eu-central-1b", "eu-central-1b"] }),
      'platform:cluster.network.zones[2] must be unique, but platform:cluster.network.zones[1] has it too, got "eu-central-1b"; rename one',
    ],
    [
      "two zones",
      inNetwork({ zones: ["eu-central-1a", "eu-central-1b"] }),
      'platform:cluster.network.zones must be three availability zones, got ["eu-central-1a","eu-central-1b"]; remove the setting to take a, b and c',
    ],
    [
      "a network too small for its subnets",
      inNetwork({ vpcCidr: "10.0.0.0/24" }),
      'platform:cluster.network.vpcCidr must be an IPv4 block from /16 to /20, because the subnets of three zones do not fit into less, got "10.0.0.0/24"; write for example 10.0.0.0/16',
    ],
    [
      "a network larger than AWS allows",
      inNetwork({ vpcCidr: "10.0.0.0/8" }),
      'platform:cluster.network.vpcCidr must be an IPv4 block from /16 to /20, got "10.0.0.0/8"; write for example 10.0.0.0/16',
    ],
    [
      "services inside the network",
      inNetwork({ serviceCidr: "10.0.128.0/20" }),
      'platform:cluster.network.serviceCidr must not overlap with platform:cluster.network.vpcCidr (10.0.0.0/16), got "10.0.128.0/20"; write the cluster\'s real, disjoint ranges',
    ],
    [
      "an account that YAML took for a number",
      { cluster: { ...aws, accountId: 111122223333 } },
      "platform:cluster.accountId must be a string, got 111122223333; correct it: docs/configuration.md lists all settings",
    ],
    [
      "a cluster that would obey nobody",
      { cluster: { ...aws, admins: [] } },
      "platform:cluster.admins must name a role of IAM, because nobody else can reach the cluster, not even who made it; add it, or set platform:cluster.bootstrapState",
    ],
    [
      "fewer nodes at most than at least",
      { cluster: { ...aws, nodePools: { workloads: { minNodes: 5, maxNodes: 3 } } } },
      "platform:cluster.nodePools.workloads.maxNodes must be at least minNodes (5), got 3; raise it",
    ],
    [
      "a network of Terraform's without addresses",
      inNetwork({ terraformState: state }),
      "platform:cluster.network.controlPlaneCidrs must name the addresses of the control plane's subnets, because network.terraformState gives only their IDs; write the blocks of the subnets in the output intra_subnet_ids (Azure: api_server_subnet_id)",
    ],
    [
      "endpoints in a network of its own",
      inNetwork({ endpointCidrs: ["10.0.9.0/26"] }),
      'platform:cluster.network.endpointCidrs must be left out unless network.terraformState is set, because the program makes the endpoints of its own network, got "10.0.9.0/26"; remove it',
    ],
    [
      "a state of an unknown backend",
      inNetwork({ terraformState: { backend: "consul" } }),
      'platform:cluster.network.terraformState.backend must be "local" or "s3" or "azurerm", got "consul"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "Azure: a network too small",
      { cluster: { ...azure, network: { vnetCidr: "10.0.0.0/26" } } },
      'platform:cluster.network.vnetCidr must be an IPv4 block from /12 to /22, because the subnets of three zones do not fit into less, got "10.0.0.0/26"; write for example 10.0.0.0/16',
    ],
    [
      "Azure: pods inside the network",
      { cluster: { ...azure, network: { podCidr: "10.0.64.0/18" } } },
      'platform:cluster.network.podCidr must not overlap with platform:cluster.network.vnetCidr (10.0.0.0/16), got "10.0.64.0/18"; write the cluster\'s real, disjoint ranges',
    ],
    [
      "Azure: a zone that does not exist",
      { cluster: { ...azure, network: { zones: ["1", "2", "4"] } } },
      'platform:cluster.network.zones[2] must be a zone of the region: "1", "2" or "3", got "4"; write each of them once',
    ],
    [
      "Rook without a storage pool",
      { cluster: aws, storage: { kind: "rook" } },
      "platform:cluster.nodePools.storage must be set while storage.kind is rook, because Ceph runs on nodes of its own; write {} for the defaults, or set storage.kind to none",
    ],
    [
      "a storage pool without Rook",
      { cluster: { ...aws, nodePools: { storage: {} } } },
      "platform:cluster.nodePools.storage must be left out while storage.kind is none, because nothing would run there; remove it, or set storage.kind to rook",
    ],
    [
      "a storage pool without a node in each zone",
      { cluster: { ...aws, nodePools: { storage: { minNodes: 2 } } }, storage: { kind: "rook" } },
      "platform:cluster.nodePools.storage.minNodes must be 3 or more, because every zone has its own copy of the data, got 2; write 3",
    ],
    [
      "Rook on an existing cluster without volumes",
      { storage: { kind: "rook", nodeSelector: { pool: "storage" } } },
      "platform:cluster.rawBlockClass must be set while storage.kind is rook, because Ceph stores its data on volumes of that class; write a class of kubectl get storageclasses",
    ],
    [
      "Rook on an existing cluster without nodes",
      { cluster: { ...existingCluster, rawBlockClass: "local" }, storage: { kind: "rook" } },
      "platform:storage.nodeSelector must name labels of the nodes for Ceph, because an existing cluster has no storage pool that is known; label three nodes, one per zone, and write the label",
    ],
    [
      "a monitor that is not an address",
      { storage: { kind: "external", clusterId: "00000000-0000-0000-0000-000000000001", monitors: ["ceph1"] } },
      'platform:storage.monitors[0] must be an address with a port, got "ceph1"; write for example 10.10.0.11:3300, as ceph mon dump prints it',
    ],
    [
      "backups in the cluster's own region",
      { cluster: aws, backup: { kind: "velero", region: "eu-central-1" } },
      'platform:backup.region must be another region than the cluster\'s (eu-central-1), whose loss the backups must survive, got "eu-central-1"; write a region of the same continent',
    ],
    [
      "backups of an existing cluster without a bucket",
      { backup: { kind: "velero" } },
      "platform:backup.store must be set for an existing cluster, because the program makes no bucket there; name a bucket, or set backup.kind to none",
    ],
    [
      "backups that end before they may be removed",
      { cluster: aws, backup: { ...velero, retentionDays: 7 } },
      "platform:backup.retentionDays must be at least backup.lockDays (14), because a locked backup cannot be removed, got 7; raise it or lower lockDays",
    ],
    [
      "a recovery point shorter than the schedule can give",
      { cluster: aws, backup: velero, environments: [{ name: "dev", recoveryPointMinutes: 20 }] },
      "platform:environments[0].recoveryPointMinutes must be 30 or more, the least that backups of 15 minutes can give, got 20; raise it, or lower backup.durationMinutes",
    ],
    [
      "a recovery point without backups",
      { environments: [{ name: "dev", recoveryPointMinutes: 60 }] },
      "platform:environments[0].recoveryPointMinutes must be left out while backup.kind is none, because nothing keeps the promise, got 60; remove it, or set platform:backup.kind to velero",
    ],
    [
      "a team in a namespace of the platform",
      { teams: [{ name: "velero", namespaces: [{ name: "velero" }] }] },
      'platform:teams[0].namespaces[0].name must not be a name that Kubernetes or the platform keeps (kube-*, default, platform-*, and those of its parts, such as velero), got "velero"; choose another name',
    ],
  ];
  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("a cluster that the program makes", () => {
  it("takes three zones of its region, and one NAT gateway outside of production", () => {
    const cluster = parse({ cluster: aws }).cluster;
    expect(cluster).toMatchObject({
      clusterName: "platform-staging",
      network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"], natGateways: "single" },
      protect: true,
      defaultStorageClass: true,
      backup: undefined,
    });
    const access = { admins: ["admins"] };
    expect(parse({ cluster: aws, access }, "production").cluster).toMatchObject({
      network: { natGateways: "per-zone" },
    });
    expect(parse({ cluster: aws }, "dev").cluster).toMatchObject({ protect: false });
  });

  it("knows where pods find the API server before anything exists", () => {
    expect(parse({ cluster: aws }).peers).toMatchObject({
      apiServer: { cidrs: ["10.0.240.0/22", "10.0.244.0/22", "10.0.248.0/22"], port: 443 },
      clusterCidrs: ["10.0.0.0/16", "172.20.0.0/16"],
    });
    expect(parse({ cluster: azure }).peers).toMatchObject({
      apiServer: { cidrs: ["10.0.192.0/28"], port: 443 },
      clusterCidrs: ["10.0.0.0/16", "10.244.0.0/16", "172.20.0.0/16"],
    });
  });

  it("takes the addresses of a network of Terraform's from the settings", () => {
    const network = { terraformState: state, controlPlaneCidrs: ["10.0.9.0/28"] };
    expect(parse({ cluster: { ...aws, network } }).peers.apiServer).toEqual({ cidrs: ["10.0.9.0/28"], port: 443 });
  });
});

describe("backups", () => {
  const teams = [
    {
      name: "a",
      namespaces: [
        { name: "shop", recoveryPointMinutes: 120 },
        { name: "blog", environment: "staging" },
      ],
    },
  ];

  it("are grouped by what each namespace may lose, its environment's promise by default", () => {
    const { backup } = parse({ cluster: aws, backup: velero, teams });
    expect(backup?.groups).toEqual([
      { environment: "staging", recoveryPointMinutes: 1440, namespaces: ["staging", "blog"] },
      { environment: "staging", recoveryPointMinutes: 120, namespaces: ["shop"] },
      { environment: "staging", recoveryPointMinutes: 360, namespaces: ["vault"] },
    ]);
  });

  it("may lose an hour in production", () => {
    const { backup } = parse({ cluster: aws, backup: velero, access: { admins: ["x"] } }, "production");
    expect(backup?.groups).toEqual([
      { environment: "production", recoveryPointMinutes: 60, namespaces: ["production"] },
      { environment: "production", recoveryPointMinutes: 360, namespaces: ["vault"] },
    ]);
  });

  it("of an existing cluster go to the given bucket", () => {
    const store = { bucket: "backups", region: "minio", url: "https://s3.example.com", credentialSecret: "s3" };
    const { backup } = parse({ cluster: existingCluster, backup: { kind: "velero", store } }, "dev");
    expect(backup?.store).toEqual({
      plugin: "aws",
      bucket: "backups",
      config: { region: "minio", s3Url: "https://s3.example.com", s3ForcePathStyle: "true" },
      credential: { name: "s3", key: "cloud" },
      ready: [],
    });
  });
});

describe("storage", () => {
  it("is thrown away with its claim in dev only", () => {
    const settings = { cluster: { ...aws, nodePools: { storage: {} } }, storage: { kind: "rook" } };
    expect(parse(settings, "dev").storage).toMatchObject({ reclaimPolicy: "Delete" });
    expect(parse(settings).storage).toMatchObject({
      reclaimPolicy: "Retain",
      nodeSelector: { "platform/pool": "storage" },
    });
    expect(parse({ ...settings, storage: { kind: "rook", reclaimPolicy: "Delete" } }).storage).toMatchObject({
      reclaimPolicy: "Delete",
    });
  });
});

it("waits for what only a cloud makes ready, unless there is none", () => {
  expect(parse({ cluster: aws }).charts.await).toBe(true);
  expect(parse({ cluster: { ...existingCluster, await: false } }).charts.await).toBe(false);
  expect(parse({ cluster: existingCluster, charts: { source: "vendor/charts" } }).charts).toEqual({
    source: "vendor/charts",
    await: true,
  });
  expect(apiServer.cidrs).toHaveLength(1);
});
