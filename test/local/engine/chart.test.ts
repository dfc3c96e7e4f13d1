import { beforeAll, describe, expect, it } from "vitest";
import { SecretValue } from "../../../local/engine";
import type { ChartRenderer, Manifest } from "../../../local/engine/types";
import { execute, named, type Outcome, pack, program, urn } from "./support/project";

const source = `
const { Provider } = require("@pulumi/kubernetes/provider");
const { Chart } = require("@pulumi/kubernetes/helm/v4/chart");
const { ConfigGroup } = require("@pulumi/kubernetes/yaml/v2/configGroup");
require("@pulumi/kubernetes/core/v1"); // its module turns references to Services into Services
pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
  type === "kubernetes:apps/v1:Deployment" ? { props: { ...props, spec: { image: "web@sha256:1" } }, opts } : undefined);

const provider = new Provider("cluster", { kubeconfig: "k", namespace: "fallback" });
class Web extends pulumi.ComponentResource {
  constructor(name, options) { super("demo:web:Web", name, {}, options); }
}
const web = new Web("web", { providers: [provider], protect: true });
const before = resource("kubernetes:core/v1:ConfigMap", "before", { apiVersion: "v1", kind: "ConfigMap" }, { parent: web });
const chart = new Chart("web-chart", {
  chart: "oci://registry.example/web", version: "1.2.3", namespace: "web", skipAwait: true,
  values: { password: pulumi.secret("correct horse"), replicas: 2 },
}, { parent: web, dependsOn: before, transforms: [({ type, props, opts }) =>
  type === "kubernetes:core/v1:Service" ? { props: { ...props, transformed: true }, opts } : undefined] });
resource("kubernetes:core/v1:ConfigMap", "after", { apiVersion: "v1", kind: "ConfigMap" }, { parent: web, dependsOn: chart });
const unknown = new Chart("unknown", { chart: "other", values: { id: before.id, list: [before.id] } }, { provider });
new Chart("absent", { chart: "absent", namespace: "web" }, { provider });
new ConfigGroup("group", { yaml: "kind: List\\nitems: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: from-yaml } }]", objs: [
  { apiVersion: "acme.example/v1", kind: "Stranger", metadata: { name: "who" } },
  { apiVersion: "web.example/v1", kind: "Route", metadata: { name: "known" } },
] }, { provider, dependsOn: chart });
exports.resources = chart.resources.apply((resources) => resources.length);
exports.service = chart.resources.apply((resources) => resources.find((r) => r.__pulumiType === "kubernetes:core/v1:Service").metadata);
`;

const rendered: Manifest[] = [
  { apiVersion: "v1", kind: "Service", metadata: { name: "web" } },
  { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", annotations: null }, spec: { image: "web" } },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "web" }, stringData: { password: "correct horse" } },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { url: "https://web:correct horse@db" } },
  { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "web" } },
  { apiVersion: "web.example/v1", kind: "Route", metadata: { name: "web" } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "elsewhere", namespace: "extra" } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "extra" } },
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "routes.web.example" },
    spec: { group: "web.example", names: { kind: "Route" }, scope: "Namespaced" },
  },
];

const asked: Record<string, unknown>[] = [];
const charts: ChartRenderer = {
  render: (inputs) => {
    asked.push(inputs);
    const found = inputs["chart"] !== "absent";
    return Promise.resolve(found ? { objects: rendered } : { reason: "absent 1.0.0 is not in the folder" });
  },
};

const chartUrn = urn("demo:web:Web$kubernetes:helm.sh/v4:Chart::web-chart");
const child = (type: string, name: string) =>
  urn(`demo:web:Web$kubernetes:helm.sh/v4:Chart$kubernetes:${type}::web-chart:${name}`);
let result: Outcome;

beforeAll(async () => {
  const witness = pack(
    "witness",
    `{ name: "keys", description: "d", enforcementLevel: "advisory", validateResource: ({ props }, report) => report(Object.keys(props).sort().join()) }`,
  );
  result = await execute(program(source), { charts, packs: [witness] });
});

describe("a Helm chart", () => {
  it("succeeds", () => {
    expect(result).toMatchObject({ status: "succeeded", errors: [] });
  });

  it("is rendered with its plain inputs, a release name and a namespace", () => {
    expect(asked).toHaveLength(2);
    expect(asked).toContainEqual({
      name: "web-chart",
      chart: "oci://registry.example/web",
      version: "1.2.3",
      namespace: "web",
      skipAwait: true,
      values: { password: "correct horse", replicas: 2 },
    });
  });

  it("has its objects as children, named as pulumi-kubernetes does, definitions and namespaces first", () => {
    const children = result.resources.filter(({ parent }) => parent === chartUrn).map((resource) => resource.urn);
    expect(children).toEqual([
      child("apiextensions.k8s.io/v1:CustomResourceDefinition", "routes.web.example"),
      child("core/v1:Namespace", "extra"),
      child("core/v1:Service", "web/web"),
      child("apps/v1:Deployment", "web/web"),
      child("core/v1:Secret", "web/web"),
      child("core/v1:ConfigMap", "web/web"),
      child("rbac.authorization.k8s.io/v1:ClusterRole", "web"),
      child("web.example/v1:Route", "web/web"),
      child("core/v1:ServiceAccount", "extra/elsewhere"),
    ]);
  });

  it("puts namespaced objects into its namespace, and no others", () => {
    expect(named(result, "web-chart:web/web").inputs["metadata"]).toMatchObject({ name: "web", namespace: "web" });
    expect(named(result, "web-chart:web").inputs["metadata"]).not.toHaveProperty("namespace");
  });

  it("hands provider and protection down to its children", () => {
    const provider = `${urn("pulumi:providers:kubernetes::cluster")}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`;
    const children = result.resources.filter(({ parent }) => parent === chartUrn);
    expect(new Set(children.map((resource) => resource.provider))).toEqual(new Set([provider]));
    expect(children.every(({ protect, custom }) => protect && custom)).toBe(true);
  });

  it("has custom resources wait for their definition, and objects for their namespace", () => {
    const byUrn = (wanted: string) => result.resources.find((resource) => resource.urn === wanted)?.dependencies;
    expect(byUrn(child("web.example/v1:Route", "web/web"))).toEqual([
      child("apiextensions.k8s.io/v1:CustomResourceDefinition", "routes.web.example"),
    ]);
    expect(byUrn(child("core/v1:ServiceAccount", "extra/elsewhere"))).toEqual([child("core/v1:Namespace", "extra")]);
    expect(byUrn(child("core/v1:Service", "web/web"))).toEqual([]);
  });

  it("comes after what it depends on, and before what depends on it", () => {
    const registered = result.events.flatMap((event) => (event.kind === "resource" ? [event.resource.name] : []));
    const places = ["before", "web-chart", "web-chart:extra/elsewhere", "after"].map((name) =>
      registered.indexOf(name),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(named(result, "after").dependencies).toContain(chartUrn);
    expect(named(result, "web-chart").dependencies).toEqual([urn("demo:web:Web$kubernetes:core/v1:ConfigMap::before")]);
  });

  it("lets transforms of the chart and of the stack change its children", () => {
    const inputs = (type: string) =>
      result.resources.find((resource) => resource.urn === child(type, "web/web"))?.inputs;
    expect(inputs("core/v1:Service")).toMatchObject({ transformed: true });
    expect(inputs("apps/v1:Deployment")).toMatchObject({ spec: { image: "web@sha256:1" } });
  });

  it("marks children that need not be waited for", () => {
    const deployment = result.resources.find((resource) => resource.urn === child("apps/v1:Deployment", "web/web"));
    expect(deployment?.inputs["metadata"]).toMatchObject({ annotations: { "pulumi.com/skipAwait": "true" } });
  });

  it("keeps secret what came in as a secret, and the data of Secrets", () => {
    const inputs = (type: string) =>
      result.resources.find((resource) => resource.urn === child(type, "web/web"))?.inputs;
    const password = Buffer.from("correct horse").toString("base64");
    expect(inputs("core/v1:Secret")).toMatchObject({ data: new SecretValue({ password }) });
    expect(inputs("core/v1:ConfigMap")).toMatchObject({
      data: { url: new SecretValue("https://web:correct horse@db") },
    });
    expect(JSON.stringify(result)).not.toContain("correct horse");
  });

  it("has its children judged like any resource, and itself, as from Pulumi, without its inputs", () => {
    const keys = (of: string) => result.findings.find(({ urn: subject }) => subject === of)?.message;
    expect(keys(child("core/v1:Service", "web/web"))).toBe("apiVersion,kind,metadata,transformed");
    expect(keys(chartUrn)).toBe("d");
  });

  it("gives the program references to its children", () => {
    expect(result.outputs).toMatchObject({ resources: 9, service: { name: "web", namespace: "web" } });
  });

  it("is reported, rendered or not, with the reason", () => {
    expect(result.charts).toEqual([
      {
        name: "absent",
        urn: urn("kubernetes:helm.sh/v4:Chart::absent"),
        chart: "absent",
        rendered: false,
        objects: 0,
        reason: "absent 1.0.0 is not in the folder",
      },
      {
        name: "unknown",
        urn: urn("kubernetes:helm.sh/v4:Chart::unknown"),
        chart: "other",
        rendered: false,
        objects: 0,
        reason: "values.id, values.list[0] are only known after a deployment",
      },
      {
        name: "web-chart",
        urn: chartUrn,
        chart: "oci://registry.example/web",
        version: "1.2.3",
        rendered: true,
        objects: 9,
      },
    ]);
    expect(result.events).toContainEqual({
      kind: "log",
      severity: "info",
      message: 'chart "absent" is not rendered: absent 1.0.0 is not in the folder',
      urn: urn("kubernetes:helm.sh/v4:Chart::absent"),
    });
  });
});

describe("a group of manifests", () => {
  it("has its objects as children, in the provider's namespace", () => {
    expect(
      result.resources
        .filter(({ parent }) => parent === urn("kubernetes:yaml/v2:ConfigGroup::group"))
        .map(({ name }) => name),
    ).toEqual(["group:fallback/from-yaml", "group:who", "group:fallback/known"]);
  });

  it("says when nothing tells where an object lives", () => {
    expect(result.events).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        message: '"group": nothing tells whether acme.example/v1/Stranger live in namespaces; none is set',
      }),
    );
  });
});

it("reports charts when nothing can render them, and fails when rendering fails", async () => {
  const chart = program(
    `const { Chart } = require("@pulumi/kubernetes/helm/v4/chart"); new Chart("web", { chart: "web" });`,
  );
  const failing: ChartRenderer = { render: () => Promise.reject(new Error("nil pointer in _helpers.tpl")) };
  const [without, broken] = await Promise.all([execute(chart, { dryRun: false }), execute(chart, { charts: failing })]);
  expect(without).toMatchObject({
    status: "succeeded",
    charts: [{ name: "web", rendered: false, reason: "nothing here can render charts" }],
    notApplied: [urn("kubernetes:helm.sh/v4:Chart::web")],
  });
  expect(broken).toMatchObject({
    status: "failed",
    errors: ['chart "web" could not be rendered: nil pointer in _helpers.tpl'],
  });
});
