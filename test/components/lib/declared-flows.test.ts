import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  callersOf,
  networkPolicies,
  type PlatformPeers,
  type Workload,
} from "../../../components/lib/network-policies";
import { connectivityMatrix } from "../../../local/verify/network/matrix";
import type { NetworkPolicy } from "../../../local/verify/network/types";

const peers: PlatformPeers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["172.18.0.2/32"], port: 6443 },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: false,
  clusterCidrs: ["10.244.0.0/16", "10.96.0.0/16"],
};

interface Namespace {
  name: string;
  apiServer: boolean;
  workloads: Workload[];
}

const port = fc.constantFrom<number>(80, 443, 5432, 6443, 8080, 9090);
const block = fc.constantFrom("0.0.0.0/0", "::/0", "203.0.113.0/24", "169.254.0.0/16", "192.0.2.7/32");
const egress = fc.record({ cidr: block, port, protocol: fc.constantFrom("TCP" as const, "UDP" as const) });
const workloadNames = fc.uniqueArray(fc.constantFrom("api", "db", "web"), { maxLength: 3 });

/** Namespaces as configuration could declare them: calls go to ports that their workload declares. */
const declared: fc.Arbitrary<Namespace[]> = fc
  .uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        workloadNames.chain((workloads) =>
          fc.record({
            name: fc.constant<string>(name),
            apiServer: fc.boolean(),
            workloads: fc.tuple(
              ...workloads.map((workload) =>
                fc.record({
                  name: fc.constant<string>(workload),
                  ports: fc.uniqueArray(port, { maxLength: 3 }),
                  open: fc.boolean(),
                  metricsPort: fc.option(port, { nil: undefined }),
                  egress: fc.array(egress, { maxLength: 2 }),
                  apiServer: fc.boolean(),
                }),
              ),
            ),
          }),
        ),
      ),
    ),
  )
  .chain((namespaces) => {
    const targets = namespaces.flatMap(({ name, workloads }) =>
      workloads.flatMap((workload) =>
        workload.ports.map((to) => ({ namespace: name, workload: workload.name, port: to })),
      ),
    );
    const calls: fc.Arbitrary<Workload["calls"]> =
      targets.length > 0 ? fc.array(fc.constantFrom(...targets), { maxLength: 3 }) : fc.constant([]);
    return fc.tuple(
      ...namespaces.map(({ workloads, ...namespace }) =>
        fc.tuple(...workloads.map(() => calls)).map((callsOf): Namespace => ({
          ...namespace,
          workloads: workloads.map(({ open, ...workload }, i) => ({
            ...workload,
            ingressPorts: open ? workload.ports : [],
            calls: callsOf[i]!,
          })),
        })),
      ),
    );
  });

function rendered(namespaces: Namespace[]): NetworkPolicy[] {
  return namespaces.flatMap((namespace) =>
    networkPolicies(namespace, peers, callersOf(namespace.name, namespaces)).map(
      ({ name, spec }) => ({ metadata: { name, namespace: namespace.name }, spec }) as NetworkPolicy,
    ),
  );
}

function matrix(namespaces: Namespace[], policies: NetworkPolicy[]) {
  const labels = new Map(namespaces.map(({ name }) => [name, { "kubernetes.io/metadata.name": name }]));
  return connectivityMatrix({ namespaces, ...peers }, { policies, namespaces: labels });
}

describe("whatever is declared", () => {
  it("the rendered policies allow exactly that and nothing else", () => {
    fc.assert(
      fc.property(declared, (namespaces) => {
        expect(matrix(namespaces, rendered(namespaces)).mismatches).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("fails when any one policy is missing", () => {
    fc.assert(
      fc.property(declared, fc.nat(), (namespaces, pick) => {
        const policies = rendered(namespaces);
        const missing = policies[pick % policies.length];
        const { wrong } = matrix(
          namespaces,
          policies.filter((policy) => policy !== missing),
        );
        // A workload's own policy may repeat what its namespace's policy for the API server allows.
        fc.pre(missing?.metadata.name === "default-deny" || missing?.metadata.name === "dns");
        expect(wrong).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
