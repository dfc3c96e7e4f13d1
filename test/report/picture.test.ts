import { describe, expect, it } from "vitest";
import { draw } from "../../report/picture";
import { dot } from "../../report/picture/dot";
import { pictureOf } from "../../report/picture/model";
import { flowsOf } from "../../report/flows/flows";
import type { Plan, PlannedResource } from "../../report/plan";

const stackUrn = "urn:pulumi:dev::platform::pulumi:pulumi:Stack::platform-dev";

function planOf(resources: PlannedResource[], settings: Plan["settings"] = {}): Plan {
  const rest = { status: "succeeded" as const, seconds: 1, outputs: {}, findings: [], charts: [], cost: null };
  return { version: 1, stack: "dev", settings, resources, ...rest };
}

function component(kind: string): PlannedResource {
  const type = `platform:components:${kind}`;
  const urn = `urn:pulumi:dev::platform::${type}::${kind}`;
  return { urn, type, name: kind, parent: stackUrn, custom: false, dependencies: [], protect: false, props: {} };
}

function object(type: string, namespace: string, name: string, body: object = {}, parent = "Vault"): PlannedResource {
  const labels = (body as { labels?: object }).labels;
  const metadata = { name, ...(namespace === "" ? {} : { namespace }), ...(labels ? { labels } : {}) };
  return {
    urn: `urn:pulumi:dev::platform::kubernetes:${type}::${namespace}/${name}`,
    type: `kubernetes:${type}`,
    name: `${namespace}/${name}`,
    parent: component(parent).urn,
    custom: true,
    dependencies: [],
    protect: false,
    props: { ...body, metadata },
  };
}

const namespace = (name: string, parent: string, labels?: object) =>
  object("core/v1:Namespace", "", name, labels ? { labels } : {}, parent);
const policy = (at: string, name: string, spec: object) =>
  object("networking.k8s.io/v1:NetworkPolicy", at, name, { spec });
const pods = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });
const at = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const both = ["Ingress", "Egress"];

/** nginx passes a host on to a team's pods, whose database is its own; Vault fills a Secret; a volume. */
const everything = [
  ...["Ingress", "Team", "Vault", "ExternalSecrets", "Storage"].map(component),
  namespace("ingress", "Ingress"),
  namespace("pay", "Team", { "platform/team": "pay" }),
  namespace("vault", "Vault"),
  namespace("external-secrets", "ExternalSecrets"),
  policy("ingress", "nginx", {
    ...pods("nginx"),
    policyTypes: both,
    ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 443 }] }],
    egress: [{ to: [{ ...at("pay"), ...pods("api") }], ports: [{ port: 8080 }] }],
  }),
  policy("pay", "api", {
    ...pods("api"),
    policyTypes: both,
    ingress: [{ from: [{ ...at("ingress"), ...pods("nginx") }], ports: [{ port: 8080 }] }],
    egress: [
      { to: [pods("database")], ports: [{ port: 5432 }] },
      { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 53, protocol: "UDP" }] },
      {
        to: [{ ...at("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
        ports: [{ port: 53, protocol: "UDP" }],
      },
    ],
  }),
  policy("pay", "database", {
    ...pods("database"),
    policyTypes: both,
    ingress: [{ from: [pods("api")], ports: [{ port: 5432 }] }],
  }),
  policy("pay", "closed", { ...pods("closed"), policyTypes: both }),
  object("networking.k8s.io/v1:Ingress", "pay", "pay.example.com", { spec: { rules: [{ host: "pay.example.com" }] } }),
  object("external-secrets.io/v1:ClusterSecretStore", "", "store", {
    spec: {
      provider: {
        vault: {
          server: "https://vault.vault.svc:8200",
          auth: { kubernetes: { serviceAccountRef: { namespace: "external-secrets" } } },
        },
      },
    },
  }),
  ...["a", "b"].map((name) => object("external-secrets.io/v1:ExternalSecret", "pay", name)),
  object("storage.k8s.io/v1:StorageClass", "", "fast", { provisioner: "ebs.csi.aws.com" }),
  object("core/v1:PersistentVolumeClaim", "pay", "data", { spec: { storageClassName: "fast" } }),
];

describe("flows", () => {
  it("are what policies let out at one end and in at the other, and what they open to addresses", () => {
    const text = (end: object) => ("outside" in end ? `(${String(end.outside)})` : Object.values(end).join("/"));
    expect(
      flowsOf(planOf(everything)).map(({ from, to, ports }) => `${text(from)} > ${text(to)} ${ports.join()}`),
    ).toEqual([
      "ingress/nginx > pay/api 8080",
      "pay/api > kube-system/kube-dns 53/UDP",
      "pay/api > pay/database 5432",
      "(internet) > ingress/nginx 443",
      "pay/api > (203.0.113.0/24) 53/UDP",
    ]);
  });
});

describe("the picture", () => {
  const picture = pictureOf(planOf(everything));

  it("shows who comes in, what runs where, secrets and storage", () => {
    expect(picture.edges.map(({ from, to, kind, label }) => `${kind}: ${from} > ${to} ${label}`.trim())).toEqual([
      "entry: outside internet > namespace ingress 80, 443",
      "entry: namespace ingress > namespace pay pay.example.com",
      "flow: namespace pay > namespace kube-system 53/UDP",
      "flow: namespace pay > outside 203.0.113.0/24 53/UDP",
      "secrets: namespace vault > namespace external-secrets store",
      "secrets: namespace external-secrets > namespace pay 2 Secrets",
      "storage: namespace pay > storage fast",
    ]);
    expect(picture.clusters[0]!.clusters.map(({ title, nodes }) => `${title}: ${nodes.join(", ")}`)).toEqual([
      "Environments and teams: namespace pay",
      "Traffic: namespace ingress",
      "Secrets: namespace vault, namespace external-secrets",
      "Storage and backup: storage fast",
    ]);
  });

  it("names flows that nearly everybody has instead of drawing them", () => {
    const many = Array.from({ length: 7 }, (_, i) => [
      namespace(`team-${i}`, "Team", { "platform/team": "t" }),
      policy(`team-${i}`, "out", {
        podSelector: {},
        policyTypes: both,
        egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 443 }] }],
      }),
    ]).flat();
    const { edges, common } = pictureOf(planOf([component("Team"), ...many]));
    expect([edges, common]).toEqual([[], ["7 namespaces reach internet"]]);
  });

  it("is the same whether charts are rendered or not", async () => {
    const chart = {
      ...object("helm.sh/v4:Chart", "", "chart"),
      custom: false,
      props: { namespace: "vault", chart: "oci://r/openbao", version: "1" },
    };
    const rendered = { ...namespace("extra", "Vault"), parent: chart.urn };
    const [without, withObjects] = [planOf([...everything, chart]), planOf([...everything, chart, rendered])];
    expect((await draw(withObjects)).svg).toBe((await draw(without)).svg);
    expect((await draw(without)).svg).toContain(">openbao 1</text>");
  });

  it("is the same for the same plan, text as text, with a name and a description", async () => {
    const [one, two] = [await draw(planOf(everything)), await draw(planOf(everything))];
    expect(one.svg).toBe(two.svg);
    expect(one.svg).toMatch(
      /^<svg class="architecture" role="img" aria-labelledby="architecture-title architecture-description"/,
    );
    expect(one.svg).toContain('<title id="architecture-title">Architecture of dev</title>');
    expect(one.svg).toMatch(/<desc id="architecture-description">\d+ resources in 4 namespaces\./);
    expect(one.svg).toMatch(/<text class="name"[^>]*>pay<\/text>/);
    expect(one.svg).toContain("prefers-color-scheme: dark");
    expect(one.svg).not.toMatch(/ (fill|stroke|font-family)="/);
  });

  it("survives hostile names", async () => {
    const name = 'a"<b>&amp;\\N\u0007</title><script>alert(1)</script> -> x';
    const hostile = [
      component("Team"),
      namespace(name, "Team", { "platform/team": name }),
      object("networking.k8s.io/v1:Ingress", name, "i"),
    ];
    const { svg } = await draw(planOf(hostile));
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0007");
    expect(svg).toContain("a&quot;&lt;b&gt;&amp;amp;\\N&lt;/title&gt;");
  });

  it("of a plan without anything is drawn too", async () => {
    expect((await draw(planOf([]))).svg).toContain("0 resources in 0 namespaces.");
  });

  it("of 200 namespaces is drawn in lines that can be counted", () => {
    const many = Array.from({ length: 200 }, (_, i) => [
      namespace(`team-${i}`, "Team", { "platform/team": "t" }),
      object("networking.k8s.io/v1:Ingress", `team-${i}`, "i", { spec: { rules: [{ host: `h${i}` }] } }),
    ]).flat();
    const { edges } = pictureOf(planOf([...everything, ...many]));
    const entries = edges.filter(({ kind }) => kind === "entry");
    expect(entries.map(({ to, label, toCluster }) => [to, label, toCluster])).toEqual([
      ["namespace ingress", "80, 443", undefined],
      ["namespace pay", "201 hosts", "Environments and teams"],
    ]);
    expect(dot(pictureOf(planOf(everything)))).toContain('"namespace pay" [label="pay\\nteam pay"');
  });
});
