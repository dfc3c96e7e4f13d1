import { describe, expect, it } from "vitest";
import type { DeclaredNetwork, DeclaredWorkload } from "../../../../local/verify/network/declared";
import { checkConnectivity, connectivityMatrix } from "../../../../local/verify/network/matrix";
import type { NetworkPolicy, Peer } from "../../../../local/verify/network/types";

const workload = (name: string, more: Partial<DeclaredWorkload> = {}): DeclaredWorkload => ({
  name,
  ports: [],
  ingressPorts: [],
  calls: [],
  egress: [],
  apiServer: false,
  ...more,
});

const declared: DeclaredNetwork = {
  namespaces: [
    {
      name: "shop",
      apiServer: false,
      workloads: [
        workload("web", {
          ports: [8080],
          ingressPorts: [8080],
          metricsPort: 9090,
          calls: [{ namespace: "data", workload: "db", port: 5432 }],
          egress: [{ cidr: "203.0.113.0/24", port: 443, protocol: "TCP" }],
        }),
        workload("operator", { apiServer: true }),
      ],
    },
    { name: "data", apiServer: false, workloads: [workload("db", { ports: [5432] })] },
  ],
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["10.0.0.5/32"], port: 6443 },
  ingressController: { namespace: "ingress", labels: { app: "ingress" } },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" } },
};

const inNamespace = (namespace: string, labels: Record<string, string>): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: labels },
});
const named = (name: string) => ({ matchLabels: { "app.kubernetes.io/name": name } });
const policy = (namespace: string, name: string, spec: NetworkPolicy["spec"]): NetworkPolicy => ({
  metadata: { namespace, name },
  spec,
});

/** Policies as a person would write them for these declarations. */
const correct: NetworkPolicy[] = [
  ...["shop", "data"].flatMap((namespace) => [
    policy(namespace, "deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    policy(namespace, "dns", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [inNamespace("kube-system", { "k8s-app": "kube-dns" })],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    }),
  ]),
  policy("shop", "web-in", {
    podSelector: named("web"),
    ingress: [
      { from: [inNamespace("ingress", { app: "ingress" })], ports: [{ port: 8080 }] },
      { from: [inNamespace("monitoring", { app: "prometheus" })], ports: [{ port: 9090 }] },
    ],
  }),
  policy("shop", "web-out", {
    podSelector: named("web"),
    policyTypes: ["Egress"],
    egress: [
      { to: [inNamespace("data", { "app.kubernetes.io/name": "db" })], ports: [{ port: 5432 }] },
      { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] },
    ],
  }),
  policy("shop", "operator", {
    podSelector: named("operator"),
    policyTypes: ["Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "10.0.0.5/32" } }], ports: [{ port: 6443 }] }],
  }),
  policy("data", "db-in", {
    podSelector: named("db"),
    ingress: [{ from: [inNamespace("shop", { "app.kubernetes.io/name": "web" })], ports: [{ port: 5432 }] }],
  }),
];
const namespaces = new Map(
  ["shop", "data"].map((name) => [name, { "kubernetes.io/metadata.name": name }] as [string, Record<string, string>]),
);
const lines = (policies: NetworkPolicy[], network = declared) =>
  checkConnectivity(network, { policies, namespaces }).failures.map(
    ({ where, what, why }) => `${where}: ${what}: ${why}`,
  );
const changed = (id: string, spec: NetworkPolicy["spec"] | undefined) =>
  correct.flatMap((each) => {
    if (`${each.metadata.namespace}/${each.metadata.name}` !== id) return [each];
    return spec ? [{ ...each, spec }] : [];
  });

describe("the connectivity matrix", () => {
  it("finds nothing wrong with policies that allow exactly the declared flows", () => {
    const { cells, wrong, mismatches } = connectivityMatrix(declared, { policies: correct, namespaces });
    expect({ wrong, mismatches }).toEqual({ wrong: 0, mismatches: [] });
    expect(cells).toBeGreaterThan(1000);
  });

  it("fails when a declared call is not allowed at its source, and names the flow", () => {
    expect(lines(changed("shop/web-out", { podSelector: named("web"), policyTypes: ["Egress"] }))).toContain(
      "egress of shop/web: shop/web -> data/db port 5432/TCP must be allowed, got denied: " +
        "no NetworkPolicy allows it, isolated by shop/deny, shop/dns, shop/web-out; " +
        "shop/web calls data/db port 5432 is declared",
    );
  });

  it("fails when a declared call is not allowed at its destination", () => {
    expect(lines(changed("data/db-in", undefined))).toEqual([
      "ingress of data/db: shop/web -> data/db port 5432/TCP must be allowed, got denied: " +
        "no NetworkPolicy allows it, isolated by data/deny; shop/web calls data/db port 5432 is declared",
    ]);
  });

  it("fails when a policy opens more than declared, and names the policy", () => {
    const open = policy("data", "open", { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] });
    const found = lines([...correct, open]);
    expect(
      found.some((line) => line.startsWith("ingress of data/db: stranger labelled like Prometheus -> data/db")),
    ).toBe(true);
    expect(
      found.every((line) => line.includes("allowed by NetworkPolicy data/open, and no such flow is declared")),
    ).toBe(true);
  });

  it("fails when a namespace is not isolated", () => {
    const found = lines(changed("data/deny", undefined));
    expect(found.some((line) => line.includes("no NetworkPolicy isolates data/undeclared-pod for ingress"))).toBe(true);
    expect(found.some((line) => line.includes("no NetworkPolicy isolates data/db for"))).toBe(false);
  });

  it("fails when a policy trusts labels without the namespace", () => {
    const spec: NetworkPolicy["spec"] = {
      podSelector: named("web"),
      ingress: [
        {
          from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "ingress" } } }],
          ports: [{ port: 8080 }],
        },
        { from: [inNamespace("monitoring", { app: "prometheus" })], ports: [{ port: 9090 }] },
      ],
    };
    expect(lines(changed("shop/web-in", spec))).toEqual([
      "ingress of shop/web: stranger labelled like ingress controller -> shop/web port 8080/TCP must be denied, " +
        "got allowed: allowed by NetworkPolicy shop/web-in, and no such flow is declared",
    ]);
  });

  it("fails when DNS may be asked anywhere", () => {
    const anywhere = policy("shop", "dns-anywhere", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ ports: [{ port: 53, protocol: "UDP" }] }],
    });
    expect(lines([...correct, anywhere])).toContain(
      "egress of shop/web: shop/web -> outside address 198.51.100.10 port 53/UDP must be denied, got allowed: " +
        "allowed by NetworkPolicy shop/dns-anywhere, and no such flow is declared",
    );
  });

  it("fails when a block is one address too wide", () => {
    const spec: NetworkPolicy["spec"] = {
      podSelector: named("web"),
      policyTypes: ["Egress"],
      egress: [
        { to: [inNamespace("data", { "app.kubernetes.io/name": "db" })], ports: [{ port: 5432 }] },
        { to: [{ ipBlock: { cidr: "203.0.112.0/23" } }], ports: [{ port: 443 }] },
      ],
    };
    expect(lines(changed("shop/web-out", spec))).toEqual([
      "egress of shop/web: shop/web -> beside 203.0.113.0/24 203.0.112.255 port 443/TCP must be denied, got allowed: " +
        "allowed by NetworkPolicy shop/web-out, and no such flow is declared",
    ]);
  });

  it("fails when the whole internet is declared and the metadata address is not left out", () => {
    const everywhere = (except: string[]): [DeclaredNetwork, NetworkPolicy[]] => [
      {
        ...declared,
        namespaces: [
          {
            name: "shop",
            apiServer: false,
            workloads: [workload("web", { egress: [{ cidr: "0.0.0.0/0", port: 80, protocol: "TCP" }] })],
          },
        ],
      },
      [
        ...correct.filter(({ metadata }) => metadata.namespace === "shop" && ["deny", "dns"].includes(metadata.name)),
        policy("shop", "web-out", {
          podSelector: named("web"),
          policyTypes: ["Egress"],
          egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except } }], ports: [{ port: 80 }] }],
        }),
      ],
    ];
    const [network, leaky] = everywhere(["168.63.129.16/32"]);
    expect(lines(leaky, network)).toEqual([
      "egress of shop/web: shop/web -> cloud metadata 169.254.169.254 port 80/TCP must be denied, got allowed: " +
        "allowed by NetworkPolicy shop/web-out, and no such flow is declared",
    ]);
    const [, closed] = everywhere(["168.63.129.16/32", "169.254.169.254/32"]);
    expect(lines(closed, network)).toEqual([]);
  });

  it("fails when a declared block opens the cluster's own addresses", () => {
    const network: DeclaredNetwork = { ...declared, clusterCidrs: ["203.0.113.128/25"] };
    expect(lines(correct, network)).toContain(
      "egress of shop/web: shop/web -> in the cluster 203.0.113.129 port 443/TCP must be denied, got allowed: " +
        "allowed by NetworkPolicy shop/web-out, and no such flow is declared",
    );
  });

  it("fails when a pod reaches the API server without having asked for it", () => {
    const spec = correct.find(({ metadata }) => metadata.name === "operator")!.spec;
    expect(lines(changed("shop/operator", { ...spec, podSelector: {} }))).toEqual([
      "egress of shop/web: shop/web -> API server 10.0.0.5 port 6443/TCP must be denied, got allowed: " +
        "allowed by NetworkPolicy shop/operator, and no such flow is declared",
      "egress of shop/undeclared-pod: shop/undeclared-pod -> API server 10.0.0.5 port 6443/TCP must be denied, " +
        "got allowed: allowed by NetworkPolicy shop/operator, and no such flow is declared",
    ]);
  });

  it("fails when a shared service's own policies keep it from a declared flow", () => {
    const isolated = policy("ingress", "deny", { podSelector: {}, policyTypes: ["Egress"] });
    expect(lines([...correct, isolated])).toEqual([
      "egress of ingress controller: ingress controller -> shop/web port 8080/TCP must be allowed, got denied: " +
        "no NetworkPolicy allows it, isolated by ingress/deny; " +
        "the ingress controller reaches shop/web port 8080 is declared",
    ]);
  });

  it("fails when a workload reaches another of its pods without having declared it", () => {
    const within = policy("data", "within", { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });
    expect(lines([...correct, within]).some((line) => line.includes("data/db -> data/db port"))).toBe(true);
  });

  it("fails when a declared namespace does not exist", () => {
    const found = checkConnectivity(declared, {
      policies: correct,
      namespaces: new Map([["shop", namespaces.get("shop")!]]),
    });
    expect(found.failures[0]).toEqual({
      what: "must exist",
      where: "namespace data",
      why: "configuration declares it and the API server has none of that name",
      remedy: "apply the stack: npm run local",
    });
  });
});
