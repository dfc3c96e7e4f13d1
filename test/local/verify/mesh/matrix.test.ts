import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meshPolicies } from "../../../../components/lib/mesh-policies";
import { callersOf, type PlatformPeers } from "../../../../components/lib/network-policies";
import type { DeclaredMesh } from "../../../../local/verify/mesh/declared";
import { checkMesh, type ActualMesh } from "../../../../local/verify/mesh/matrix";
import type { AuthorizationPolicy, PeerAuthentication, Rule } from "../../../../local/verify/mesh/types";
import type { DeclaredWorkload } from "../../../../local/verify/network/declared";
import { declaredNamespaces, type DeclaredNamespace } from "../../../support/declared-namespaces";

const workload = (name: string, more: Partial<DeclaredWorkload> = {}): DeclaredWorkload => ({
  name,
  ports: [],
  ingressPorts: [],
  calls: [],
  egress: [],
  apiServer: false,
  ...more,
});

const declared: DeclaredMesh = {
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
        }),
      ],
    },
    { name: "data", apiServer: false, waypoint: true, workloads: [workload("db", { ports: [5432] })] },
  ],
  ingressController: { namespace: "ingress", serviceAccount: "nginx" },
  prometheus: { namespace: "monitoring", serviceAccount: "prometheus" },
};

const policy = (namespace: string, name: string, spec: AuthorizationPolicy["spec"]): AuthorizationPolicy => ({
  metadata: { namespace, name },
  spec,
});
const named = (name: string) => ({ matchLabels: { "app.kubernetes.io/name": name } });
const rule = (port: string, ...principals: string[]): Rule => ({
  from: [{ source: { principals } }],
  to: [{ operation: { ports: [port] } }],
});
const gateway = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" };

/** Policies as a person would write them for these declarations. */
const policies = [
  policy("shop", "deny", {}),
  policy("shop", "web", {
    selector: named("web"),
    rules: [
      rule("8080", "cluster.local/ns/ingress/sa/nginx"),
      rule("9090", "cluster.local/ns/monitoring/sa/prometheus"),
    ],
  }),
  policy("data", "deny", {}),
  policy("data", "deny-waypoint", { targetRefs: [gateway] }),
  policy("data", "db", { selector: named("db"), rules: [rule("5432", "cluster.local/ns/data/sa/waypoint")] }),
  policy("data", "db-service", {
    targetRefs: [{ group: "", kind: "Service", name: "db" }],
    rules: [rule("5432", "cluster.local/ns/shop/sa/web")],
  }),
];
const strict: PeerAuthentication = {
  metadata: { name: "default", namespace: "istio-system" },
  spec: { mtls: { mode: "STRICT" } },
};
const correct: ActualMesh = {
  policies,
  peerAuthentications: [strict],
  gateways: [{ metadata: { namespace: "data", name: "waypoint" }, spec: { gatewayClassName: "istio-waypoint" } }],
  namespaces: new Map<string, Record<string, string>>([
    ["shop", { "istio.io/dataplane-mode": "ambient" }],
    ["data", { "istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "waypoint" }],
  ]),
};
const lines = (change: Partial<ActualMesh>) =>
  checkMesh(declared, { ...correct, ...change }).failures.map(({ where, what, why }) => `${where}: ${what}: ${why}`);
const without = (id: string) => ({
  policies: policies.filter(({ metadata }) => `${metadata.namespace}/${metadata.name}` !== id),
});
const changed = (id: string, spec: AuthorizationPolicy["spec"]) => ({
  policies: policies.map((each) =>
    `${each.metadata.namespace}/${each.metadata.name}` === id ? { ...each, spec } : each,
  ),
});

describe("identities", () => {
  it("find nothing wrong with policies that allow exactly the declared flows", () => {
    const { passed, failed, failures } = checkMesh(declared, correct);
    expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
    expect(passed).toBeGreaterThan(400);
  });

  it("fail when a declared flow is not allowed", () => {
    expect(lines(without("shop/web"))).toEqual([
      "shop/web: ingress controller -> shop/web port 8080 must be allowed, got denied: " +
        "no AuthorizationPolicy allows it, closed by shop/deny; it is declared",
      "shop/web: Prometheus -> shop/web port 9090 must be allowed, got denied: " +
        "no AuthorizationPolicy allows it, closed by shop/deny; it is declared",
    ]);
  });

  it("fail when nothing is denied by default", () => {
    const found = lines(without("shop/deny"));
    expect(found).toContain(
      "shop/undeclared: data/db -> shop/undeclared port 8080, 9090, 5432, 31000 must be denied, got allowed: " +
        "no AuthorizationPolicy denies by default",
    );
    expect(found.every((line) => line.startsWith("shop/undeclared: "))).toBe(true);
  });

  it("fail when a policy names too many", () => {
    const found = lines(changed("shop/web", { selector: named("web"), rules: [rule("8080", "*")] }));
    expect(found).toContain(
      "shop/web: data/default -> shop/web port 8080 must be denied, got allowed: " +
        "allowed by AuthorizationPolicy shop/web, and no such flow is declared",
    );
  });

  it.each([
    ["a prefix", "cluster.local/ns/ingress/sa/nginx*", "ingress/nginx-2"],
    ["a suffix", "*/sa/nginx", "verify-strangers/nginx"],
    ["another trust domain", "*/ns/ingress/sa/nginx", "elsewhere/ns/ingress/sa/nginx"],
  ])("fail when a policy is too wide by %s", (_, pattern, stranger) => {
    const rules = [rule("8080", pattern), rule("9090", "cluster.local/ns/monitoring/sa/prometheus")];
    expect(lines(changed("shop/web", { selector: named("web"), rules }))).toContain(
      `shop/web: ${stranger} -> shop/web port 8080 must be denied, got allowed: ` +
        "allowed by AuthorizationPolicy shop/web, and no such flow is declared",
    );
  });

  it("fail when a policy leaves out the port", () => {
    const [nginx, prometheus] = policies[1]!.spec!.rules!;
    const found = lines(changed("shop/web", { selector: named("web"), rules: [{ from: nginx!.from }, prometheus!] }));
    expect(found).toEqual([
      "shop/web: ingress controller -> shop/web port 9090, 5432, 31000 must be denied, got allowed: " +
        "allowed by AuthorizationPolicy shop/web, and no such flow is declared",
    ]);
  });

  it("fail when a policy of the root namespace opens everything", () => {
    const found = lines({ policies: [...policies, policy("istio-system", "open", { rules: [from("*")] })] });
    expect(found.some((line) => line.includes("allowed by AuthorizationPolicy istio-system/open"))).toBe(true);
  });

  it("fail when a policy denies what is declared", () => {
    const off = policy("shop", "off", { action: "DENY", rules: [from("cluster.local/ns/ingress/*")] });
    expect(lines({ policies: [...policies, off] })).toEqual([
      "shop/web: ingress controller -> shop/web port 8080 must be allowed, got denied: " +
        "denied by AuthorizationPolicy shop/off; it is declared",
    ]);
  });

  it("fail on rules about addresses", () => {
    const block = policy("shop", "block", {
      action: "DENY",
      rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }] }],
    });
    expect(lines({ policies: [...policies, block] })).toContain(
      "AuthorizationPolicy shop/block: must decide by identities and ports alone, got ipBlocks: " +
        "addresses are no identities, and cannot be compared with what is declared",
    );
  });
});

describe("a waypoint", () => {
  it("fails when callers may pass it by", () => {
    const rules = [rule("5432", "cluster.local/ns/data/sa/waypoint", "cluster.local/ns/shop/sa/web")];
    expect(lines(changed("data/db", { selector: named("db"), rules }))).toEqual([
      "data/db: shop/web -> data/db port 5432 must be denied, got allowed: " +
        "allowed by AuthorizationPolicy data/db, and no such flow is declared",
    ]);
  });

  it("fails when nothing is denied by default there", () => {
    expect(lines(without("data/deny-waypoint"))).toContain(
      "Service data/undeclared: shop/web -> Service data/undeclared port 8080, 9090, 5432, 31000 must be denied, " +
        "got allowed: no AuthorizationPolicy denies by default",
    );
  });

  it("fails when a declared call is not allowed there", () => {
    expect(lines(without("data/db-service"))).toEqual([
      "Service data/db: shop/web -> Service data/db port 5432 must be allowed, got denied: " +
        "no AuthorizationPolicy allows it, closed by data/deny-waypoint; it is declared",
    ]);
  });

  it.each([
    ["is missing", [], "none"],
    [
      "is of another class",
      [{ metadata: { namespace: "data", name: "waypoint" }, spec: { gatewayClassName: "istio" } }],
      "class istio",
    ],
  ])("fails when it %s", (_, gateways, got) => {
    expect(lines({ gateways })).toEqual([
      `namespace data: must have a Gateway waypoint of class istio-waypoint: the API server has ${got}`,
    ]);
  });
});

describe("the mesh", () => {
  it("fails when a namespace has left it", () => {
    const namespaces = new Map([...correct.namespaces, ["shop", {}] as const]);
    expect(lines({ namespaces })).toEqual([
      "namespace shop: must carry the label istio.io/dataplane-mode: ambient: " +
        "the API server has none, so that the mesh passes by its pods",
    ]);
  });

  it("fails when mutual TLS is not asked everywhere", () => {
    const permissive: PeerAuthentication = {
      metadata: { name: "x", namespace: "shop" },
      spec: { selector: named("web"), portLevelMtls: { "8080": { mode: "PERMISSIVE" } }, mtls: { mode: "STRICT" } },
    };
    expect(lines({ peerAuthentications: [strict, permissive] })).toEqual([
      "shop/web: port 8080 must accept mutual TLS only: " +
        "no PeerAuthentication says STRICT, or one that is nearer says otherwise",
    ]);
    expect(checkMesh(declared, { ...correct, peerAuthentications: [] }).failed).toBe(16);
  });
});

describe("whatever is declared", () => {
  const peers: PlatformPeers = {
    dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
    apiServer: { cidrs: [], port: 6443 },
    ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
    prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
    mesh: true,
    clusterCidrs: [],
  };
  const rendered = (namespaces: DeclaredNamespace[]) =>
    namespaces.flatMap((namespace) =>
      meshPolicies(namespace, peers, callersOf(namespace.name, namespaces)).map(({ name, spec }) =>
        policy(namespace.name, name, spec as AuthorizationPolicy["spec"]),
      ),
    );
  const check = (namespaces: DeclaredNamespace[], list: AuthorizationPolicy[]) =>
    checkMesh(
      { namespaces, ...peers },
      {
        policies: list,
        peerAuthentications: [strict],
        gateways: namespaces.map(({ name: namespace }) => ({
          ...correct.gateways[0]!,
          metadata: { namespace, name: "waypoint" },
        })),
        namespaces: new Map(namespaces.map(({ name }) => [name, correct.namespaces.get("data")!])),
      },
    );

  it("the rendered policies allow exactly that and nothing else", () => {
    fc.assert(
      fc.property(declaredNamespaces(true), (namespaces) => {
        expect(check(namespaces, rendered(namespaces)).failures).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("fails when any one policy is missing", () => {
    fc.assert(
      fc.property(declaredNamespaces(true), fc.nat(), (namespaces, pick) => {
        const list = rendered(namespaces);
        const missing = list[pick % list.length];
        expect(
          check(
            namespaces,
            list.filter((each) => each !== missing),
          ).failed,
        ).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

function from(...principals: string[]): Rule {
  return { from: [{ source: { principals } }] };
}
