import type { types } from "@pulumi/kubernetes";
import type { PlatformPeers } from "../lib/network-policies";

interface NamedPolicy {
  name: string;
  spec: types.input.networking.v1.NetworkPolicySpec;
}

/**
 * Connections of Ceph's own namespace. Its daemons all talk to each other; nodes, which mount volumes with their own
 * addresses, talk to the daemons.
 */
export function cephPolicies(peers: PlatformPeers): NamedPolicy[] {
  const own = [{ podSelector: {} }];
  const tcp = (port: number, endPort?: number) => ({ protocol: "TCP", port, ...(endPort ? { endPort } : {}) });
  return [
    {
      name: "among-daemons",
      spec: {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: own }],
        egress: [{ to: own }],
      },
    },
    {
      name: "from-nodes",
      spec: {
        podSelector: {
          matchExpressions: [
            {
              key: "app",
              operator: "In",
              values: ["rook-ceph-mon", "rook-ceph-mgr", "rook-ceph-osd", "rook-ceph-mds"],
            },
          ],
        },
        policyTypes: ["Ingress"],
        // Monitors, then the range from which all other daemons take their ports.
        ingress: [{ from: nodeBlocks(peers), ports: [tcp(3300), tcp(6800, 7568)] }],
      },
    },
  ];
}

/** Nobody outside of the cluster mounts its volumes. */
function nodeBlocks({ clusterCidrs }: PlatformPeers) {
  return clusterCidrs.map((cidr) => ({ ipBlock: { cidr } }));
}
