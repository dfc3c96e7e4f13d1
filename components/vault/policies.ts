import type { types } from "@pulumi/kubernetes";
import { podPeer, type PodPeer } from "../lib/network-policies";
import { ports, serverLabels } from "./names";

type Policy = { name: string; spec: types.input.networking.v1.NetworkPolicySpec };

/** Who reaches the servers' API: every pod of the governed namespaces, and the platform's own clients. */
export function clientsPolicy(namespaces: string[], clients: PodPeer[]): Policy {
  const governed = [...new Set(namespaces)].map((name) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
  }));
  const from = [...governed, ...clients.map(podPeer)];
  return {
    name: "clients",
    spec: {
      podSelector: { matchLabels: serverLabels },
      policyTypes: ["Ingress"],
      // A rule without peers would admit everybody.
      ingress: from.length > 0 ? [{ from, ports: [{ port: ports.api, protocol: "TCP" }] }] : [],
    },
  };
}

/** The servers find each other on the API's port and agree on the other. */
export function raftPolicy(): Policy {
  const others = { podSelector: { matchLabels: serverLabels } };
  const both = [ports.api, ports.cluster].map((port) => ({ port, protocol: "TCP" }));
  return {
    name: "raft",
    spec: {
      podSelector: { matchLabels: serverLabels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [others], ports: both }],
      egress: [{ to: [others], ports: both }],
    },
  };
}
