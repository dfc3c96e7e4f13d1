import { describe, expect, it } from "vitest";
import { controllers } from "../../components/cluster/contract";
import { ExternalDns, externalDnsValues, type ExternalDnsArgs } from "../../components/external-dns";
import { charts as pins } from "../../src/versions";
import { registeredBy, type Registered } from "../support/registered";
import { surroundings } from "../support/surroundings";

const route53: ExternalDnsArgs["zones"] = { kind: "route53", region: "eu-central-1", zoneIds: ["Z1", "Z2"] };
const azure: ExternalDnsArgs["zones"] = {
  kind: "azure",
  subscriptionId: "00000000-0000-0000-0000-000000000001",
  tenantId: "00000000-0000-0000-0000-000000000002",
  zones: [{ resourceGroup: "dns", name: "example.com" }],
};
const rules = {
  policy: "sync" as const,
  owner: "platform-staging",
  domains: ["staging.example.com"],
  classes: ["nginx", "nginx-internal"],
};
const args = (zones: ExternalDnsArgs["zones"]): ExternalDnsArgs => ({
  ...rules,
  zones,
  pin: pins.externalDns,
  charts: {},
  peers: surroundings.peers,
  identity: {
    ...controllers.externalDns,
    annotations: { "azure.workload.identity/client-id": "id" },
    podLabels: { "azure.workload.identity/use": "true" },
    egress: [{ cidr: "0.0.0.0/0", port: 443 }],
    ready: [],
  },
});
const build = (zones: ExternalDnsArgs["zones"]) =>
  registeredBy((opts) => new ExternalDns("external-dns", args(zones), opts));
const list = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const resources = [
  "kubernetes:core/v1:Namespace external-dns",
  "kubernetes:core/v1:ServiceAccount external-dns-account",
  "kubernetes:core/v1:ServiceAccount external-dns/default",
  "kubernetes:helm.sh/v4:Chart external-dns-chart",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy external-dns/default-deny",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy external-dns/dns",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy external-dns/workload-external-dns",
  "platform:components:ExternalDns external-dns",
  "platform:components:PlatformNamespace external-dns",
];

describe("external-dns", () => {
  it("is a chart with an account of our own, in a closed namespace", async () => {
    const registered = await build(route53);
    expect(list(registered)).toEqual(resources);
    const account = registered.find(({ name }) => name === "external-dns-account")!;
    expect(account.inputs).toMatchObject({
      metadata: { name: "external-dns", annotations: { "azure.workload.identity/client-id": "id" } },
      automountServiceAccountToken: true,
    });
  });

  it("reads Ingresses of our classes, and writes into the stack's zones and domains, beside its own marks", () => {
    const values = externalDnsValues({ ...args(route53), ...args(route53).identity });
    expect(values).toEqual({
      provider: { name: "aws" },
      env: [{ name: "AWS_DEFAULT_REGION", value: "eu-central-1" }],
      sources: ["ingress"],
      policy: "sync",
      registry: "txt",
      txtOwnerId: "platform-staging",
      txtPrefix: "_external-dns-%{record_type}.",
      domainFilters: ["staging.example.com"],
      interval: "1m",
      triggerLoopOnEvent: true,
      extraArgs: {
        "ingress-class": ["nginx", "nginx-internal"],
        "ignore-hostname-annotation": true,
        "ignore-ingress-tls-spec": true,
        "zone-id-filter": ["Z1", "Z2"],
        "aws-zone-match-parent": true,
      },
      serviceAccount: { create: false, name: "external-dns" },
      podLabels: { "azure.workload.identity/use": "true" },
      resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "256Mi" } },
      priorityClassName: "system-cluster-critical",
      tolerations: [{ key: "CriticalAddonsOnly", value: "true", operator: "Equal", effect: "NoSchedule" }],
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              preference: { matchExpressions: [{ key: "platform/pool", operator: "In", values: ["system"] }] },
            },
          ],
        },
      },
    });
  });

  it("finds Azure's zones by a file that holds IDs and no secret", async () => {
    const registered = await build(azure);
    expect(list(registered)).toEqual(["kubernetes:core/v1:ConfigMap external-dns-azure", ...resources]);
    const { data } = registered[0]!.inputs as { data: Record<string, string> };
    expect(Object.keys(data)).toEqual(["azure.json"]);
    expect(JSON.parse(data["azure.json"]!)).toEqual({
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      tenantId: "00000000-0000-0000-0000-000000000002",
      resourceGroup: "dns",
      useWorkloadIdentityExtension: true,
    });
    expect(registered.find(({ name }) => name === "external-dns-chart")!.inputs["values"]).toMatchObject({
      provider: { name: "azure" },
      extraVolumes: [{ name: "azure-config", configMap: { name: "azure-config" } }],
      extraVolumeMounts: [{ name: "azure-config", mountPath: "/etc/kubernetes", readOnly: true }],
      extraArgs: { "zone-name-filter": ["example.com"] },
    });
  });
});
