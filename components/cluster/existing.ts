import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  controllers,
  type Cluster,
  type Controller,
  type DnsZones,
  type LoadBalancerNeeds,
  type WorkloadIdentity,
} from "./contract";

export interface ExistingClusterArgs {
  /** Path of the kubeconfig file. @default $KUBECONFIG, then ~/.kube/config - as kubectl does */
  kubeconfig?: string;
  /** Context in that file. Never the file's current one: a forgotten `kubectl config use-context` would deploy elsewhere. */
  context: string;
  /** StorageClass with raw block volumes, on which Ceph builds. @default none */
  rawBlockClass?: string;
  /** Annotations of the controllers' service accounts, with which a cloud recognises them. @default none */
  identities?: Partial<Record<Controller, Record<string, string>>>;
  /** DNS zones that these controllers may change. @default none */
  dns?: ExistingDns;
}

export type ExistingDns =
  | { kind: "route53"; region: string; zones: string[] }
  | { kind: "azure"; subscriptionId: string; tenantId: string; resourceGroup: string; zones: string[] };

/** A cluster that somebody else made, reached through a kubeconfig. */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  readonly provider: k8s.Provider;
  readonly identities: Readonly<Record<Controller, WorkloadIdentity>>;
  readonly rawBlockClass?: string;
  readonly dns?: DnsZones;

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ExistingCluster", name, {}, opts);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        // The path, not the contents: credentials stay out of the state.
        kubeconfig: args.kubeconfig,
        context: args.context,
        // The client's default limit of 5 requests a second is what makes previews slow (8.7 s against 4.7 s for 400 objects).
        kubeClientSettings: { qps: 1000, burst: 2000 },
      },
      { parent: this },
    );
    this.identities = givenIdentities(args.identities ?? {});
    this.rawBlockClass = args.rawBlockClass;
    this.dns = args.dns && dnsZones(args.dns);
    this.registerOutputs();
  }

  /** Whoever made the cluster knows what its load balancers do; nothing is asked of them. */
  loadBalancer(): LoadBalancerNeeds {
    return { annotations: {}, healthCheckCidrs: [] };
  }

  /** Whoever made the cluster has installed what it needs. */
  installAddOns(): pulumi.Resource[] {
    return [];
  }
}

function dnsZones(dns: ExistingDns): DnsZones {
  if (dns.kind === "route53") return { kind: "route53", region: dns.region, zoneIds: dns.zones };
  const { kind, subscriptionId, tenantId, resourceGroup, zones } = dns;
  return { kind, subscriptionId, tenantId, zones: zones.map((name) => ({ resourceGroup, name })) };
}

/** What the operator says of each controller; the clouds' APIs may be anywhere outside. */
function givenIdentities(annotations: NonNullable<ExistingClusterArgs["identities"]>) {
  const identities = Object.entries(controllers).map(([controller, account]): [string, WorkloadIdentity] => [
    controller,
    {
      ...account,
      annotations: annotations[controller as Controller] ?? {},
      podLabels: {},
      egress: [{ cidr: "0.0.0.0/0", port: 443 }],
      ready: [],
    },
  ]);
  return Object.fromEntries(identities) as Record<Controller, WorkloadIdentity>;
}
