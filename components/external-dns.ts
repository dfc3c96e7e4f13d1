import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "./lib/chart";
import type { ChartPin } from "./lib/chart-pin";
import type { HelmValues } from "./lib/chart-values";
import type { PlatformPeers } from "./lib/network-policies";
import { PlatformNamespace } from "./lib/platform-namespace";
import { preferSystemNodes, resources } from "./lib/scheduling";
import { controllerAccount } from "./lib/service-account";
import type { DnsZones } from "./lib/dns-zones";
import type { WorkloadIdentity } from "./lib/workload-identity";

/** Which records are written from which Ingresses. */
export interface DnsRules {
  /** Whether records go when their Ingress goes. */
  policy: "sync" | "upsert-only";
  /** Marks this stack's records in TXT records beside them: no others are changed. */
  owner: string;
  /** No record outside of these is touched. */
  domains: string[];
  /** Classes of the Ingresses that are read. */
  classes: string[];
}

export interface ExternalDnsArgs extends DnsRules {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** On Azure all in one resource group. */
  zones: DnsZones;
  /** How it proves to the cloud that it may change them. */
  identity: WorkloadIdentity;
}

/** ConfigMap with the file in which external-dns looks for Azure's IDs. */
const azureConfig = "azure-config";

/** external-dns: writes the records of published hosts, in the stack's zones and domains only. */
export class ExternalDns extends pulumi.ComponentResource {
  constructor(name: string, args: ExternalDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ExternalDns", name, {}, opts);
    const { identity, zones, charts, peers, pin } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: identity.namespace,
        workloads: [
          {
            name: "external-dns",
            apiServer: true,
            metricsPort: 7979,
            egress: identity.egress.map((flow) => ({ ...flow, protocol: "TCP" as const })),
          },
        ],
        peers,
        monitors: charts.monitors,
      },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { ...identity, namespace: namespaceName, needsToken: "watches Ingresses" },
      owned,
    );
    const config =
      zones.kind === "azure"
        ? [
            new k8s.core.v1.ConfigMap(
              `${name}-azure`,
              {
                metadata: { name: azureConfig, namespace: namespaceName },
                data: { "azure.json": JSON.stringify(azureIds(zones)) },
              },
              owned,
            ),
          ]
        : [];
    chart(
      `${name}-chart`,
      {
        pin,
        namespace: namespaceName,
        values: externalDnsValues({ ...args, ...identity }),
        settings: charts,
        releaseName: "external-dns",
        skipCrds: true, // for records that are objects of their own, which it does not read
      },
      { ...owned, dependsOn: [...ready, account, ...config, ...identity.ready] },
    );
    this.registerOutputs();
  }
}

/** Where Azure's zones are. Who may change them is not in here: the pod's token says it. */
export function azureIds({ subscriptionId, tenantId, zones }: Extract<DnsZones, { kind: "azure" }>) {
  return { subscriptionId, tenantId, resourceGroup: zones[0]!.resourceGroup, useWorkloadIdentityExtension: true };
}

/** Values of the chart. It runs once only, because it elects no leader; records stay while it does not run. */
export function externalDnsValues(
  args: DnsRules & { zones: DnsZones; serviceAccount: string; podLabels: Record<string, string> },
): HelmValues {
  const { zones } = args;
  const { zoneArgs, ...cloud } = zones.kind === "route53" ? route53(zones) : azure(zones);
  return {
    ...cloud,
    sources: ["ingress"],
    policy: args.policy,
    registry: "txt",
    txtOwnerId: args.owner,
    // Below the host itself: beside it, the record of a domain would lie outside of the zone.
    txtPrefix: "_external-dns-%{record_type}.",
    domainFilters: args.domains,
    interval: "1m",
    triggerLoopOnEvent: true,
    extraArgs: {
      "ingress-class": args.classes,
      // Hosts come from rules alone, which policies compare with the environment's domain.
      "ignore-hostname-annotation": true,
      "ignore-ingress-tls-spec": true,
      ...zoneArgs,
    },
    serviceAccount: { create: false, name: args.serviceAccount },
    podLabels: args.podLabels,
    resources: resources("25m", "64Mi", "256Mi"),
    priorityClassName: "system-cluster-critical",
    ...preferSystemNodes,
  };
}

function route53({ region, zoneIds }: Extract<DnsZones, { kind: "route53" }>) {
  return {
    provider: { name: "aws" },
    env: [{ name: "AWS_DEFAULT_REGION", value: region }],
    // A domain may lie below its zone.
    zoneArgs: { "zone-id-filter": zoneIds, "aws-zone-match-parent": true },
  };
}

function azure({ zones }: Extract<DnsZones, { kind: "azure" }>) {
  return {
    provider: { name: "azure" },
    extraVolumes: [{ name: azureConfig, configMap: { name: azureConfig } }],
    extraVolumeMounts: [{ name: azureConfig, mountPath: "/etc/kubernetes", readOnly: true }],
    zoneArgs: { "zone-name-filter": zones.map(({ name }) => name) },
  };
}
