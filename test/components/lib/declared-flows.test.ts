import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callersOf, networkPolicies, type PlatformPeers } from "../../../components/lib/network-policies";
import { connectivityMatrix } from "../../../local/verify/network/matrix";
import type { NetworkPolicy } from "../../../local/verify/network/types";
import { declaredNamespaces, type DeclaredNamespace } from "../../support/declared-namespaces";

const peersWith = (mesh: boolean, ...more: string[]): PlatformPeers => ({
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["172.18.0.2/32"], port: 6443 },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh,
  clusterCidrs: ["10.244.0.0/16", "10.96.0.0/16", ...more],
});

function rendered(namespaces: DeclaredNamespace[], peers: PlatformPeers): NetworkPolicy[] {
  return namespaces.flatMap((namespace) =>
    networkPolicies(namespace, peers, callersOf(namespace.name, namespaces)).map(
      ({ name, spec }) => ({ metadata: { name, namespace: namespace.name }, spec }) as NetworkPolicy,
    ),
  );
}

function matrix(namespaces: DeclaredNamespace[], peers: PlatformPeers, policies: NetworkPolicy[]) {
  const labels = new Map(namespaces.map(({ name }) => [name, { "kubernetes.io/metadata.name": name }]));
  return connectivityMatrix({ namespaces, ...peers }, { policies, namespaces: labels });
}

describe.each([
  ["without the mesh", peersWith(false)],
  ["in the mesh", peersWith(true)],
  ["in the mesh, with IPv6", peersWith(true, "fd00:10::/64")],
])("whatever is declared %s", (_, peers) => {
  const declared = declaredNamespaces(peers.mesh);
  // What another policy may stand in for is left out: those for DNS and for probes isolate every pod as well, and a
  // workload's own may repeat what its namespace's policy for the API server allows.
  const needed = peers.mesh ? ["dns", "kubelet-probes", "waypoint"] : ["default-deny", "dns"];

  it("the rendered policies allow exactly that and nothing else", () => {
    fc.assert(
      fc.property(declared, (namespaces) => {
        expect(matrix(namespaces, peers, rendered(namespaces, peers)).mismatches).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("fails when any one policy is missing", () => {
    fc.assert(
      fc.property(declared, fc.nat(), (namespaces, pick) => {
        const policies = rendered(namespaces, peers);
        const missing = policies[pick % policies.length]!;
        fc.pre(needed.includes(missing.metadata.name));
        const { wrong } = matrix(
          namespaces,
          peers,
          policies.filter((policy) => policy !== missing),
        );
        expect(wrong).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});
