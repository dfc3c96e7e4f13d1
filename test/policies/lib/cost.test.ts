import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { CostResource } from "../../../policies/lib/cost/billed";
import { estimate } from "../../../policies/lib/cost/estimate";
import { loadPrices, pricesPath, type PriceTable } from "../../../policies/lib/cost/prices";

/** Round numbers, so that a wrong factor shows. */
const table: PriceTable = {
  asOf: "2026-01-01",
  clouds: {
    aws: {
      sources: [],
      regions: {
        here: {
          controlPlaneHour: { standard: 0.1 },
          machineHour: { "m.small": 1, "t3.medium": 0.5 },
          volumeMonth: { gp3: { perGiB: 0.1 }, gp2: { perGiB: 0.2 } },
          natGatewayHour: 0.05,
          endpointHour: 0.01,
          loadBalancerHour: 0.02,
          addressHour: 0.005,
          keyMonth: 1,
        },
        there: { keyMonth: 2 },
        empty: {},
      },
    },
    azure: {
      sources: [],
      regions: {
        westeurope: {
          controlPlaneHour: { free: 0, standard: 0.1 },
          machineHour: { Standard_Small: 1 },
          volumeMonth: { Premium_LRS: { upToGiB: { "32": 5, "128": 20 } } },
          natGatewayHour: 0.04,
          endpointHour: 0.01,
          loadBalancerHour: 0.03,
          addressHour: 0.005,
          keyMonth: 5,
        },
        empty: {},
      },
    },
  },
};

const provider = { props: { region: "here" } };
const made = (type: string, name: string, props: object = {}, more: Partial<CostResource> = {}): CostResource => ({
  urn: `urn:pulumi:x::p::${type}::${name}`,
  type,
  name,
  props: props as Record<string, unknown>,
  ...(type.startsWith("aws:") ? { provider } : {}),
  ...more,
});
const fail = (_: CostResource, error: unknown) => {
  throw error;
};
/** Each line as `NAME CATEGORY MONTHLY[-MAXIMUM]`. */
function lines(...resources: CostResource[]): string[] {
  return estimate(resources, table, fail).lines.map(({ urn, category, monthlyUsd, maximumUsd }) => {
    const range = [monthlyUsd, maximumUsd].map((usd) => usd.toFixed(2));
    return `${urn.slice(urn.lastIndexOf("::") + 2)} ${category} ${[...new Set(range)].join("-")}`;
  });
}

const eks = made("aws:eks/cluster:Cluster", "eks");
const cloudClass = made("kubernetes:storage.k8s.io/v1:StorageClass", "cloud", {
  metadata: { name: "cloud", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "ebs.csi.aws.com",
  parameters: { type: "gp2" },
});
const cephClass = made("kubernetes:storage.k8s.io/v1:StorageClass", "ceph", {
  metadata: { name: "ceph" },
  provisioner: "rook-ceph.rbd.csi.ceph.com",
});
const claim = (gib: number, storageClassName?: string) => ({
  spec: { storageClassName, resources: { requests: { storage: `${gib}Gi` } } },
});

describe("what AWS bills by time", () => {
  it("is control planes, gateways, addresses, load balancers and keys, where each is", () => {
    expect(
      lines(
        eks,
        made("aws:ec2/natGateway:NatGateway", "nat"),
        made("aws:ec2/eip:Eip", "address"),
        made("aws:lb/loadBalancer:LoadBalancer", "balancer"),
        made("aws:kms/key:Key", "key"),
        made("aws:kms/replicaKey:ReplicaKey", "replica", { region: "there" }),
        made("aws:iam/role:Role", "role"),
      ),
    ).toEqual([
      "eks control plane 73.00",
      "nat network 36.50",
      "address network 3.65",
      "balancer network 14.60",
      "key keys 1.00",
      "replica keys 2.00",
    ]);
  });

  it("is endpoints in each zone, and not those for buckets", () => {
    const endpoint = (vpcEndpointType: string) =>
      made("aws:ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType, { vpcEndpointType, subnetIds: ["a", "b", "c"] });
    expect(lines(endpoint("Interface"), endpoint("Gateway"))).toEqual(["Interface network 21.90"]);
  });

  it("is machines as many as there are and may be, with the disks of their template", () => {
    const template = made("aws:ec2/launchTemplate:LaunchTemplate", "template", {
      blockDeviceMappings: [
        { ebs: { volumeType: "gp3", volumeSize: 4 } },
        { ebs: { volumeSize: 100 } },
        { virtualName: "ephemeral0" },
      ],
    });
    const launchTemplate = [{ urn: template.urn, type: template.type }];
    const nodes = made(
      "aws:eks/nodeGroup:NodeGroup",
      "nodes",
      { instanceTypes: ["m.small", "m.other"], scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 5 } },
      { propertyDependencies: { launchTemplate } },
    );
    expect(lines(template, nodes)).toEqual([
      "nodes nodes 1460.00-3650.00",
      "nodes nodes 0.80-2.00",
      "nodes nodes 40.00-100.00",
    ]);
  });

  it("is machines as EKS makes them where nobody says how", () => {
    const nodes = made("aws:eks/nodeGroup:NodeGroup", "nodes", { scalingConfig: { minSize: 1, maxSize: 1 } });
    expect(lines(nodes)).toEqual(["nodes nodes 365.00", "nodes nodes 2.00"]);
  });

  it("is single machines and volumes", () => {
    expect(
      lines(
        made("aws:ec2/instance:Instance", "machine", { instanceType: "m.small" }),
        made("aws:ebs/volume:Volume", "volume", { size: 10, type: "gp3" }),
        made("aws:ebs/volume:Volume", "old", { size: 10 }),
      ),
    ).toEqual(["machine nodes 730.00", "volume volumes 1.00", "old volumes 2.00"]);
  });
});

describe("what Azure bills by time", () => {
  const at = { location: "West Europe" };

  it("is control planes by tier, pools in and beside the cluster, and their disks", () => {
    const pool = { vmSize: "Standard_Small", count: 2, minCount: 2, maxCount: 4, enableAutoScaling: true };
    expect(
      lines(
        made("azure-native:containerservice/v20250101:ManagedCluster", "aks", {
          ...at,
          sku: { tier: "Standard" },
          agentPoolProfiles: [{ ...pool, osDiskSizeGB: 30 }],
        }),
        made("azure-native:containerservice:AgentPool", "fixed", { ...at, ...pool, enableAutoScaling: false }),
        made("azure-native:containerservice:ManagedCluster", "free", at),
      ),
    ).toEqual([
      "aks control plane 73.00",
      "aks nodes 1460.00-2920.00",
      "aks nodes 10.00-20.00",
      "fixed nodes 1460.00",
      "fixed nodes 40.00",
      "free control plane 0.00",
    ]);
  });

  it("is what is in the group's region, and keys in hardware", () => {
    expect(
      lines(
        made("azure-native:resources:ResourceGroup", "group", { location: "westeurope" }),
        made("azure-native:network:NatGateway", "nat"),
        made("azure-native:network:PublicIPAddress", "address"),
        made("azure-native:network:PrivateEndpoint", "endpoint"),
        made("azure-native:keyvault:Key", "hardware", { properties: { kty: "RSA-HSM" } }),
        made("azure-native:keyvault:Key", "software", { properties: { kty: "RSA" } }),
      ),
    ).toEqual(["nat network 29.20", "address network 3.65", "endpoint network 7.30", "hardware keys 5.00"]);
  });

  it("is a whole disk for a volume of Kubernetes", () => {
    const cluster = made("azure-native:containerservice:ManagedCluster", "aks", at);
    const disks = made("kubernetes:storage.k8s.io/v1:StorageClass", "disks", {
      metadata: { name: "disks" },
      provisioner: "disk.csi.azure.com",
      parameters: { skuName: "Premium_LRS" },
    });
    const volumes = [32, 33].map((gib) =>
      made("kubernetes:core/v1:PersistentVolumeClaim", `of-${gib}`, claim(gib, "disks")),
    );
    expect(lines(cluster, disks, ...volumes).slice(1)).toEqual(["of-32 volumes 5.00", "of-33 volumes 20.00"]);
  });
});

describe("what the cluster's cloud bills for its objects", () => {
  const cluster = [eks, cloudClass, cephClass];
  const objects = (...given: CostResource[]) => lines(...cluster, ...given).slice(1);

  it("is volumes of its own driver, named or by default, and none that lie on Ceph's", () => {
    expect(
      objects(
        made("kubernetes:core/v1:PersistentVolumeClaim", "named", claim(10, "cloud")),
        made("kubernetes:core/v1:PersistentVolumeClaim", "default", claim(10)),
        made("kubernetes:core/v1:PersistentVolumeClaim", "on-ceph", claim(10, "ceph")),
        made("kubernetes:core/v1:PersistentVolumeClaim", "unknown-class", claim(10, "elsewhere")),
      ),
    ).toEqual(["named volumes 2.00", "default volumes 2.00"]);
  });

  it("is every volume that a controller makes", () => {
    const templates = { volumeClaimTemplates: [claim(1), claim(2)] };
    expect(
      objects(
        made("kubernetes:apps/v1:StatefulSet", "set", { spec: { replicas: 3, ...templates } }),
        made("kubernetes:monitoring.coreos.com/v1:Prometheus", "prometheus", {
          spec: { replicas: 2, storage: { volumeClaimTemplate: claim(50) } },
        }),
        made("kubernetes:monitoring.coreos.com/v1:Alertmanager", "alertmanager", {
          spec: { storage: { volumeClaimTemplate: claim(1) } },
        }),
        made("kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch", "elasticsearch", {
          spec: { nodeSets: [{ count: 3, volumeClaimTemplates: [claim(100)] }] },
        }),
        made("kubernetes:ceph.rook.io/v1:CephCluster", "ceph-cluster", {
          spec: {
            mon: { count: 3, volumeClaimTemplate: claim(10) },
            storage: { storageClassDeviceSets: [{ count: 3, volumeClaimTemplates: [claim(500)] }] },
          },
        }),
        made("kubernetes:apps/v1:StatefulSet", "without", { spec: { replicas: 3 } }),
      ),
    ).toEqual([
      "set volumes 0.60",
      "set volumes 1.20",
      "prometheus volumes 20.00",
      "alertmanager volumes 0.20",
      "elasticsearch volumes 60.00",
      "ceph-cluster volumes 300.00",
      "ceph-cluster volumes 6.00",
    ]);
  });

  it("is a load balancer for each Service that asks for one", () => {
    expect(
      objects(
        made("kubernetes:core/v1:Service", "public", { spec: { type: "LoadBalancer" } }),
        made("kubernetes:core/v1:Service", "inside", { spec: { type: "ClusterIP" } }),
      ),
    ).toEqual(["public network 14.60"]);
  });

  it.each([
    ["1Ti", 204.8],
    ["512Mi", 0.1],
    ["1073741824", 0.2],
    ["10G", 1.86],
    ["10000M", 1.86],
  ])("counts a size of %s", (storage, usd) => {
    const spec = { resources: { requests: { storage } } };
    expect(objects(made("kubernetes:core/v1:PersistentVolumeClaim", "data", { spec }))).toEqual([
      `data volumes ${usd.toFixed(2)}`,
    ]);
  });

  it("is nothing where the stack makes no cluster: nobody knows what its volumes cost", () => {
    expect(lines(cloudClass, made("kubernetes:core/v1:PersistentVolumeClaim", "data", claim(10)))).toEqual([]);
  });
});

describe("what cannot be estimated", () => {
  it("is said once for a region without prices", () => {
    const away = { provider: { props: { region: "ap-nowhere-1" } } };
    const [cluster, nat] = [eks, made("aws:ec2/natGateway:NatGateway", "nat")].map((r) => ({ ...r, ...away }));
    expect(estimate([cluster!, nat!], table, fail)).toEqual({
      lines: [],
      unpriced: [
        {
          urn: eks.urn,
          message: "policies/lib/cost/prices.yaml must have prices of AWS in ap-nowhere-1; add the region",
        },
      ],
      uncounted: [],
    });
  });

  it("is said once for a type without a price", () => {
    const nodes = ["a", "b"].map((name) =>
      made("aws:eks/nodeGroup:NodeGroup", name, {
        instanceTypes: ["m99.huge"],
        scalingConfig: { minSize: 1, maxSize: 1 },
      }),
    );
    expect(estimate(nodes, table, fail).unpriced).toEqual([
      {
        urn: nodes[0]!.urn,
        message:
          "policies/lib/cost/prices.yaml must have the price of machines of type m99.huge on AWS in here; add it",
      },
    ]);
  });

  it("is said of each thing by its name", () => {
    const aws = (type: string, props: object = {}) => made(type, type, { region: "empty", ...props });
    const azure = (type: string, props: object = {}) =>
      made(`azure-native:${type}`, type, { location: "empty", ...props });
    const endpoint = { vpcEndpointType: "Interface" };
    const one = { scalingConfig: { minSize: 1, maxSize: 1 } };
    const things = [
      aws("aws:eks/cluster:Cluster"),
      aws("aws:eks/nodeGroup:NodeGroup", one),
      aws("aws:ec2/natGateway:NatGateway"),
      aws("aws:ec2/eip:Eip"),
      aws("aws:lb/loadBalancer:LoadBalancer"),
      aws("aws:ec2/vpcEndpoint:VpcEndpoint", endpoint),
      aws("aws:kms/key:Key"),
      azure("containerservice:ManagedCluster"),
      azure("containerservice:AgentPool", { vmSize: "Standard_Small" }),
      azure("network:NatGateway"),
      azure("network:PublicIPAddress"),
      azure("network:PrivateEndpoint"),
      azure("keyvault:Key", { properties: { kty: "RSA-HSM" } }),
    ];
    expect(estimate(things, table, fail).unpriced.map(({ message }) => message)).toEqual(
      [
        "control planes of tier standard on AWS",
        "machines of type t3.medium on AWS",
        "volumes of type gp3 on AWS",
        "NAT gateways on AWS",
        "public addresses on AWS",
        "load balancers on AWS",
        "endpoints of services on AWS",
        "keys on AWS",
        "control planes of tier free on Azure",
        "machines of type Standard_Small on Azure",
        "volumes of type Premium_LRS on Azure",
        "NAT gateways on Azure",
        "public addresses on Azure",
        "endpoints of services on Azure",
        "keys on Azure",
      ].map((what) => `policies/lib/cost/prices.yaml must have the price of ${what} in empty; add it`),
    );
  });

  it("is said of a volume that is larger than any disk", () => {
    const cluster = made("azure-native:containerservice:ManagedCluster", "aks", { location: "westeurope" });
    const pool = { location: "westeurope", vmSize: "Standard_Small", count: 1, osDiskSizeGB: 129 };
    expect(
      estimate([cluster, made("azure-native:containerservice:AgentPool", "pool", pool)], table, fail).unpriced,
    ).toEqual([
      {
        urn: "urn:pulumi:x::p::azure-native:containerservice:AgentPool::pool",
        message:
          "policies/lib/cost/prices.yaml must have the price of volumes of type Premium_LRS on Azure in westeurope; add it",
      },
    ]);
  });

  it("is listed where nothing says a region, a number or a size", () => {
    const nowhere = made("aws:kms/key:Key", "key", {}, { provider: undefined });
    const nodes = made("aws:eks/nodeGroup:NodeGroup", "nodes", { instanceTypes: ["m.small"] });
    const data = made("kubernetes:core/v1:PersistentVolumeClaim", "data", { spec: {} });
    expect(estimate([eks, cloudClass, nowhere, nodes, data], table, fail).uncounted).toEqual([
      { urn: nowhere.urn, what: "keys" },
      { urn: nodes.urn, what: "machines of type m.small" },
      { urn: nodes.urn, what: "volumes of type gp3" },
      { urn: data.urn, what: "volumes of type gp2" },
    ]);
  });

  it("is told with what was thrown, and hides nothing else", () => {
    const props = Object.defineProperty({}, "region", {
      get: () => {
        throw new Error("not known");
      },
    });
    const told: string[] = [];
    const hidden = made("aws:kms/key:Key", "hidden", props);
    const result = estimate([hidden, eks], table, ({ name }, error) =>
      told.push(`${name}: ${(error as Error).message}`),
    );
    expect({ told, lines: result.lines.map(({ urn }) => urn) }).toEqual({
      told: ["hidden: not known"],
      lines: [eks.urn],
    });
  });
});

describe("the table of prices", () => {
  const price = z.number().nonnegative();
  const region = z.strictObject({
    controlPlaneHour: z.record(z.string(), price),
    machineHour: z.record(z.string(), price.positive()),
    volumeMonth: z.record(
      z.string(),
      z.union([
        z.strictObject({ perGiB: price.positive() }),
        z.strictObject({ upToGiB: z.record(z.string().regex(/^\d+$/), price.positive()) }),
      ]),
    ),
    natGatewayHour: price,
    endpointHour: price,
    loadBalancerHour: price,
    addressHour: price,
    keyMonth: price,
  });
  const source = z.strictObject({
    of: z.string().min(1),
    url: z.url({ protocol: /^https$/ }),
    asOf: z.iso.date(),
  });
  const cloud = z.strictObject({
    sources: z.array(source).min(1),
    regions: z.record(z.string(), region),
  });

  it("says where and when each price was read, and has every price of each region", () => {
    const text = readFileSync(pricesPath, "utf8");
    expect(z.strictObject({ aws: cloud, azure: cloud }).parse(parse(text))).toEqual(loadPrices().clouds);
  });

  it("is as old as its oldest price", () => {
    const days = Object.values(loadPrices().clouds).flatMap(({ sources }) => sources.map(({ asOf }) => asOf));
    expect(loadPrices().asOf).toBe(days.sort()[0]);
  });

  it("has whole disks that cost more the larger they are", () => {
    for (const [name, { volumeMonth }] of Object.entries(loadPrices().clouds.azure.regions)) {
      for (const volume of Object.values(volumeMonth ?? {})) {
        const prices = "upToGiB" in volume ? Object.entries(volume.upToGiB) : [];
        const bySize = prices.sort(([a], [b]) => Number(a) - Number(b)).map(([, usd]) => usd);
        expect(bySize, name).toEqual([...bySize].sort((a, b) => a - b));
      }
    }
  });
});
