import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { Caller, PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace, type PlatformWorkload } from "../lib/platform-namespace";
import { kubecostValues, type KubecostValuesArgs } from "./kubecost-values";
import { costNamespace, kubecostLabels, kubecostPorts, kubecostRelease } from "./names";

export interface KubecostArgs extends KubecostValuesArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** Addresses of nodes, whose kubelets say what pods use. */
  nodeCidrs: string[];
  /** Who shows its page: the console's proxy. @default nobody */
  callers: Caller[];
}

/** Kubecost: an agent that reads the cluster, a store and a database on volumes, and the page. */
export class Kubecost extends pulumi.ComponentResource {
  constructor(name: string, args: KubecostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Kubecost", name, {}, opts);
    const { charts, peers } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: costNamespace,
        workloads: workloads(),
        policies: [{ name: "kubelets", spec: kubeletsSpec(args.nodeCidrs) }],
        callers: args.callers,
        peers,
      },
      owned,
    );
    chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace: namespaceName,
        values: kubecostValues(args),
        settings: charts,
        releaseName: kubecostRelease,
      },
      { ...owned, dependsOn: ready },
    );
    this.registerOutputs();
  }
}

/** The page asks the database; agent and database meet in the store. */
function workloads(): PlatformWorkload[] {
  const namespace = costNamespace;
  const store = { namespace, workload: "local-store", port: kubecostPorts.store };
  return [
    {
      name: "frontend",
      labels: kubecostLabels.frontend,
      ports: [kubecostPorts.page],
      calls: [{ namespace, workload: "aggregator", port: kubecostPorts.aggregator }],
      apiServer: true,
    },
    {
      name: "aggregator",
      labels: kubecostLabels.aggregator,
      ports: [kubecostPorts.aggregator],
      calls: [store],
      apiServer: true,
    },
    { name: "local-store", labels: kubecostLabels.store, ports: [kubecostPorts.store] },
    {
      name: "finops-agent",
      labels: kubecostLabels.agent,
      calls: [store],
      apiServer: true,
      egress: [priceLists],
    },
  ];
}

/** Clouds publish their prices at addresses that change. */
const priceLists = { cidr: "0.0.0.0/0", port: 443, protocol: "TCP" as const };

/** Kubelets answer at the nodes' addresses, which may be the cluster's own and so are never outside. */
function kubeletsSpec(nodeCidrs: string[]) {
  return {
    podSelector: { matchLabels: kubecostLabels.agent },
    policyTypes: ["Egress"],
    egress: [
      {
        to: nodeCidrs.map((cidr) => ({ ipBlock: { cidr } })),
        ports: [{ port: kubecostPorts.kubelet, protocol: "TCP" }],
      },
    ],
  };
}
