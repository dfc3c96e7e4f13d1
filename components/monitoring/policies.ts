import type { types } from "@pulumi/kubernetes";
import { kubeletProbes, podPeer, type PlatformPeers } from "../lib/network-policies";
import { monitoringNamespace, ports, workloads } from "./names";
import { platformNamespaceSelector } from "./prometheus-values";

interface NamedPolicy {
  name: string;
  spec: types.input.networking.v1.NetworkPolicySpec;
}

const pods = (workload: string) => ({ "app.kubernetes.io/name": workload });
const tcp = (port: number) => ({ port, protocol: "TCP" });
const udp = (port: number) => ({ port, protocol: "UDP" });

/** Connections of the namespace that workloads alone do not state. */
export function monitoringPolicies(peers: PlatformPeers, nodeCidrs: string[]): NamedPolicy[] {
  return [
    scrape(peers, nodeCidrs),
    reloaders(peers),
    gossip,
    // In the mesh, the kubelet's probes come from addresses of the mesh.
    ...(peers.mesh ? [{ name: "kubelet-probes", spec: kubeletProbes(peers, pods(workloads.prometheus)) }] : []),
  ];
}

/**
 * Prometheus reaches every pod of the platform and of its tenants: which port answers is decided where the pod is, and
 * that alone. Of nodes it reaches the kubelet and the node exporter.
 */
function scrape({ dns }: PlatformPeers, nodeCidrs: string[]): NamedPolicy {
  const tenants = { matchExpressions: [{ key: "platform/environment", operator: "Exists" }] };
  return {
    name: "scrape",
    spec: {
      podSelector: { matchLabels: pods(workloads.prometheus) },
      policyTypes: ["Egress"],
      egress: [
        { to: [platformNamespaceSelector, tenants].map((namespaceSelector) => ({ namespaceSelector })) },
        { to: [podPeer(dns)], ports: [tcp(ports.coreDns)] },
        {
          to: nodeCidrs.map((cidr) => ({ ipBlock: { cidr } })),
          ports: [tcp(ports.kubelet), tcp(ports.nodeExporter)],
        },
      ],
    },
  };
}

/** Beside both servers a container loads their configuration anew, and counts how often it could not. */
function reloaders({ prometheus }: PlatformPeers): NamedPolicy {
  const values = [workloads.prometheus, workloads.alertmanager];
  return {
    name: "reloaders",
    spec: {
      podSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values }] },
      policyTypes: ["Ingress"],
      ingress: [{ from: [podPeer(prometheus)], ports: [tcp(ports.reloader)] }],
    },
  };
}

/** Alertmanagers tell each other what they have sent. */
const others = [podPeer({ namespace: monitoringNamespace, labels: pods(workloads.alertmanager) })];
const gossipPorts = [tcp(ports.gossip), udp(ports.gossip)];
const gossip: NamedPolicy = {
  name: "gossip",
  spec: {
    podSelector: { matchLabels: pods(workloads.alertmanager) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: others, ports: gossipPorts }],
    egress: [{ to: others, ports: gossipPorts }],
  },
};
