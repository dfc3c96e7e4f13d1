import { beforeAll, describe, expect, it } from "vitest";
import { AwsCluster } from "../../../../components/cluster/aws";
import { kubeconfigOf } from "../../../../components/cluster/aws/kubeconfig";
import { awsCluster, full, parse } from "../../../support/config";
import { registeredBy, type Registered } from "../../../support/registered";
import { resources } from "./resources";

const build = (settings: Record<string, unknown>, stack = "staging") =>
  registeredBy((opts) => new AwsCluster("cluster", parse(settings, stack).cluster as never, opts));
const named = (registered: Registered[], type: string, name: string) => {
  const found = registered.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found.inputs;
};
const ofType = (registered: Registered[], type: string) =>
  registered.filter((resource) => resource.type.endsWith(`:${type}`));

let registered: Registered[];
beforeAll(async () => {
  registered = await build(full.aws);
});

describe("a cluster on AWS", () => {
  it("is made of exactly these resources", () => {
    const list = registered.map(({ type, name }) => `${type} ${name}`).sort();
    expect(list.join("\n")).toBe(resources.trim());
  });

  it("changes one account only, and tags all it makes", () => {
    expect(named(registered, "aws", "cluster-aws")).toMatchObject({
      region: "eu-central-1",
      allowedAccountIds: '["111122223333"]',
      defaultTags: '{"tags":{"platform:cluster":"platform-staging","platform:managed-by":"pulumi"}}',
    });
  });

  it("has a private, logged, encrypted control plane without standing admin", () => {
    expect(named(registered, "Cluster", "cluster-control-plane")).toMatchObject({
      name: "platform-staging",
      version: "1.35",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      deletionProtection: true,
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      encryptionConfig: { resources: ["secrets"] },
      vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false },
    });
  });

  it("opens the API server to listed addresses only", async () => {
    const open = await build({ cluster: { ...awsCluster, publicEndpointCidrs: ["203.0.113.0/24"] } });
    expect(named(open, "Cluster", "cluster-control-plane")["vpcConfig"]).toMatchObject({
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
    });
  });

  it("trusts the sign-in provider's tokens of one client, with a prefix before every name", async () => {
    const signIn = { clients: { headlamp: "headlamp-staging" } };
    const access = { admins: ["platform-admins"] };
    const trusting = await build({
      ...full.aws,
      ingress: { kind: "nginx", internal: { enabled: true } },
      access,
      signIn,
    });
    expect(named(trusting, "IdentityProviderConfig", "cluster-sign-in")["oidc"]).toEqual({
      identityProviderConfigName: "sign-in",
      issuerUrl: "https://gitlab.com",
      clientId: "headlamp-staging",
      usernameClaim: "sub",
      usernamePrefix: "oidc:",
      groupsClaim: "groups_direct",
      groupsPrefix: "oidc:",
    });
  });

  it("starts nodes that keep their credentials from pods, on encrypted disks", () => {
    for (const pool of ["system", "workloads", "storage"]) {
      const template = named(registered, "LaunchTemplate", `cluster-nodes-${pool}`);
      expect(template["metadataOptions"]).toEqual({
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      });
      for (const { ebs } of template["blockDeviceMappings"] as { ebs: object }[]) {
        expect(ebs).toMatchObject({ encrypted: "true", volumeType: "gp3" });
      }
    }
  });

  it("has a group of every pool in each zone, in that zone's private subnet, with the pool's label and taint", () => {
    const groups = ofType(registered, "NodeGroup").map(({ name, inputs }) => ({
      name,
      subnets: inputs["subnetIds"],
      labels: inputs["labels"],
      taints: inputs["taints"],
    }));
    expect(groups.filter(({ name }) => name.endsWith("1b"))).toEqual([
      {
        name: "cluster-nodes-storage-eu-central-1b",
        subnets: ["cluster-network-private-eu-central-1b-id"],
        labels: { "platform/pool": "storage" },
        taints: [{ key: "platform/pool", value: "storage", effect: "NO_SCHEDULE" }],
      },
      {
        name: "cluster-nodes-system-eu-central-1b",
        subnets: ["cluster-network-private-eu-central-1b-id"],
        labels: { "platform/pool": "system" },
        taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }],
      },
      {
        name: "cluster-nodes-workloads-eu-central-1b",
        subnets: ["cluster-network-private-eu-central-1b-id"],
        labels: { "platform/pool": "workloads" },
        taints: [],
      },
    ]);
  });

  it("has no pool that is not asked for", async () => {
    const groups = ofType(await build({ cluster: awsCluster }), "NodeGroup");
    expect(groups.map(({ name }) => name).filter((name) => name.includes("storage"))).toEqual([]);
  });

  it("enforces network policies, and names the version of every add-on", () => {
    const addOns = ofType(registered, "Addon");
    for (const { inputs } of addOns) expect(inputs["addonVersion"]).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    const cni = named(registered, "Addon", "cluster-add-ons-vpc-cni");
    expect(JSON.parse(String(cni["configurationValues"]))).toMatchObject({ enableNetworkPolicy: "true" });
  });

  it("closes the default security group, and gives no public addresses", () => {
    const group = named(registered, "DefaultSecurityGroup", "cluster-network-default-group");
    expect(group).toMatchObject({ ingress: [], egress: [] });
    for (const { inputs } of ofType(registered, "Subnet")) expect(inputs["mapPublicIpOnLaunch"]).toBe(false);
  });

  it("records all flows", () => {
    const log = named(registered, "FlowLog", "cluster-network-flow-logs");
    expect(log).toMatchObject({ trafficType: "ALL", vpcId: "cluster-network-vpc-id" });
  });

  it("reaches the internet through one gateway, or through one in each zone", async () => {
    const routes = (list: Registered[]) =>
      ofType(list, "Route").flatMap(({ inputs }) => (inputs["natGatewayId"] ? [inputs["natGatewayId"]] : []));
    const zone = (letter: string) => `cluster-network-nat-eu-central-1${letter}-id`;
    expect(routes(registered)).toEqual([zone("a"), zone("a"), zone("a")]);
    const each = await build({ cluster: { ...awsCluster, network: { natGateways: "per-zone" } } });
    expect(routes(each)).toEqual([zone("a"), zone("b"), zone("c")]);
  });

  it("routes nothing out of the intra subnets", () => {
    const intra = ofType(registered, "Route").filter(
      ({ inputs }) => inputs["routeTableId"] === "cluster-network-intra-id",
    );
    expect(intra).toEqual([]);
  });

  it("gives each controller a role for exactly one service account", () => {
    const accounts = ofType(registered, "PodIdentityAssociation").map(
      ({ inputs }) => `${String(inputs["namespace"])}/${String(inputs["serviceAccount"])}`,
    );
    expect(accounts).toEqual([
      "cert-manager/cert-manager",
      "cluster-autoscaler/cluster-autoscaler",
      "kube-system/ebs-csi-controller-sa",
      "external-dns/external-dns",
      "aws-load-balancer-controller/aws-load-balancer-controller",
      "vault/vault",
      "velero/velero",
      "kube-system/aws-node",
    ]);
  });

  it("makes no role for who has nothing to do on AWS", async () => {
    const few = ofType(await build({ cluster: awsCluster }), "PodIdentityAssociation").map(({ name }) => name);
    expect(few).not.toContain("cluster-identities-external-dns");
    expect(few).not.toContain("cluster-identities-velero");
  });

  it("makes no role for external-dns where it does not run", async () => {
    const accounts = ofType(await build({ ...full.aws, dns: { kind: "none" } }), "PodIdentityAssociation");
    expect(accounts.map(({ name }) => name)).not.toContain("cluster-identities-external-dns");
  });

  it("knows its DNS zones, and has load balancers that send to pods from the clients' own addresses", async () => {
    let cluster: AwsCluster | undefined;
    await registeredBy((opts) => (cluster = new AwsCluster("cluster", parse(full.aws).cluster as never, opts)));
    expect(cluster!.dns).toEqual({ kind: "route53", region: "eu-central-1", zoneIds: ["Z0123456789"] });
    const readiness = { port: 8081, path: "/nginx-ready" };
    const annotations = (scheme: string) => ({
      "service.beta.kubernetes.io/aws-load-balancer-scheme": scheme,
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
      "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
      "service.beta.kubernetes.io/aws-load-balancer-attributes": "load_balancing.cross_zone.enabled=true",
      "service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol": "http",
      "service.beta.kubernetes.io/aws-load-balancer-healthcheck-port": "8081",
      "service.beta.kubernetes.io/aws-load-balancer-healthcheck-path": "/nginx-ready",
    });
    const common = { loadBalancerClass: "service.k8s.aws/nlb", healthCheckCidrs: ["10.0.0.0/16"] };
    expect(cluster!.loadBalancer({ internal: false, readiness })).toEqual({
      ...common,
      annotations: annotations("internet-facing"),
    });
    expect(cluster!.loadBalancer({ internal: true, readiness })).toEqual({
      ...common,
      annotations: annotations("internal"),
    });
  });

  it("keeps backups in another region, where nobody can delete them for a while", () => {
    expect(named(registered, "Bucket", "cluster-backup")).toMatchObject({
      bucket: "platform-staging-backup-111122223333",
      region: "eu-west-1",
      objectLockEnabled: true,
    });
    expect(named(registered, "BucketObjectLockConfiguration", "cluster-backup")["rule"]).toEqual({
      defaultRetention: { mode: "COMPLIANCE", days: 14 },
    });
  });

  it("has volumes that are encrypted, growing and kept, and the default ones only where Ceph is not", async () => {
    const storage = named(registered, "StorageClass", "cluster-cloud-block");
    expect(storage).toMatchObject({
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "false" } },
      parameters: { encrypted: "true", type: "gp3" },
      reclaimPolicy: "Retain",
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
    });
    const alone = named(await build({ cluster: awsCluster }), "StorageClass", "cluster-cloud-block");
    expect(alone["metadata"]).toMatchObject({
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    });
  });

  it("is reached with the credentials of the run, of which nothing is kept", () => {
    const kubeconfig = kubeconfigOf({
      endpoint: "https://api.example",
      authority: "Q0E=",
      clusterName: "platform-staging",
      region: "eu-central-1",
    });
    expect(kubeconfig.clusters).toEqual([
      { name: "platform-staging", cluster: { server: "https://api.example", "certificate-authority-data": "Q0E=" } },
    ]);
    expect(kubeconfig.contexts).toEqual([
      { name: "platform-staging", context: { cluster: "platform-staging", user: "aws" } },
    ]);
    expect(kubeconfig["current-context"]).toBe("platform-staging");
    expect(kubeconfig.users).toEqual([
      {
        name: "aws",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "aws",
            args: ["eks", "get-token", "--cluster-name", "platform-staging", "--region", "eu-central-1"],
            interactiveMode: "Never",
          },
        },
      },
    ]);
  });
});
