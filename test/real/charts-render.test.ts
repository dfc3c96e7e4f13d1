import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as tar from "tar";
import { beforeAll, describe, expect, it } from "vitest";
import { SecretValue, UNKNOWN, type Manifest } from "../../local/engine/types";
import { helmRenderer, type HelmRendererOptions } from "../../local/charts/render";
import { ensureTools } from "../../local/toolchain";

const fixtures = path.join(__dirname, "../fixtures/charts");

let helm: string;

beforeAll(async () => {
  ({ helm } = await ensureTools(["helm"], { log: () => undefined }));
});

async function render(inputs: Record<string, unknown>, options: Partial<HelmRendererOptions> = {}) {
  const renderer = helmRenderer({ directory: fixtures, kubernetesVersion: "1.35", helm, ...options });
  return await renderer.render({ chart: "hello", version: "1.2.3", name: "hi", namespace: "apps", ...inputs });
}

async function objects(inputs: Record<string, unknown>, options?: Partial<HelmRendererOptions>): Promise<Manifest[]> {
  const result = await render(inputs, options);
  if ("reason" in result) throw new Error(result.reason);
  return result.objects;
}

const kinds = (all: Manifest[]) => all.map((object) => object["kind"]);
const the = (kind: string, all: Manifest[]) => all.find((object) => object["kind"] === kind) as never;

describe("helmRenderer", () => {
  it("renders definitions first, then Helm's order, without hooks, with lists taken apart", async () => {
    expect(kinds(await objects({}))).toEqual([
      "CustomResourceDefinition",
      "ClusterRole",
      "Service",
      "Service",
      "Deployment",
      "Greeting",
      "ConfigMap",
      "Secret",
    ]);
  });

  it("leaves out the crds folder when told to", async () => {
    expect(kinds(await objects({ skipCrds: true }))).not.toContain("CustomResourceDefinition");
  });

  it("merges values deeply over the chart's and its subcharts', where null removes a default", async () => {
    const rendered = await objects({
      values: { labels: { color: null, shape: "round" }, replicas: 3, echo: { port: 70 }, podAnnotations: { a: "b" } },
    });
    expect(the("Deployment", rendered)).toMatchObject({
      metadata: { labels: { shape: "round" } },
      spec: { replicas: 3, template: { metadata: { annotations: { a: "b" } } } },
    });
    expect(the("Deployment", rendered)).not.toHaveProperty("metadata.labels.color");
    expect(the("Service", rendered)).toHaveProperty("spec.ports", [{ port: 70 }]);
  });

  it("leaves out a subchart whose condition is false", async () => {
    expect(kinds(await objects({ values: { echo: { enabled: false } } }))).toHaveLength(7);
  });

  it("renders for the platform's Kubernetes version", async () => {
    expect(the("ConfigMap", await objects({}))).toHaveProperty("data.kubernetes", "v1.35.0");
  });

  it("renders for kinds that the cluster will have, when told so", async () => {
    const values = { monitor: { enabled: true } };
    expect(kinds(await objects({ values }))).not.toContain("ServiceMonitor");
    const rendered = await objects({ values }, { apiVersions: ["monitoring.coreos.com/v1"] });
    expect(the("ServiceMonitor", rendered)).toHaveProperty("metadata.name", "hi");
  });

  it("renders an archive, and finds it for a chart from a registry", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "charts-"));
    tar.create({ gzip: true, file: path.join(folder, "hello-1.2.3.tgz"), cwd: fixtures, sync: true }, ["hello"]);
    for (const inputs of [
      { chart: path.join(folder, "hello-1.2.3.tgz") },
      { chart: "oci://registry.example/charts/hello" },
      { chart: "hello", repositoryOpts: { repo: "https://registry.example/charts" } },
    ]) {
      expect(await objects(inputs, { folders: [folder] })).toHaveLength(8);
    }
    fs.rmSync(folder, { recursive: true });
  });

  it("renders charts at the same time with the same result", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `release-${index}`);
    const renderer = helmRenderer({ directory: fixtures, kubernetesVersion: "1.35", helm, parallel: 2 });
    const results = await Promise.all(
      names.map((name) => renderer.render({ chart: "hello", version: "1.2.3", name, namespace: "apps" })),
    );
    const roles = results.map((result) => "objects" in result && (the("ClusterRole", result.objects) as Manifest));
    expect(roles).toMatchObject(names.map((name) => ({ metadata: { name } })));
  });

  it.each([
    [
      "a value is unknown",
      { values: { a: [{ b: UNKNOWN }] } },
      "its values are not known before the deployment (a[0].b)",
    ],
    ["the namespace is unknown", { namespace: UNKNOWN }, "its namespace is not known before the deployment"],
    ["the chart does not exist", { chart: "gone" }, "the chart gone does not exist"],
    [
      "the chart is in a registry only",
      { chart: "oci://registry.example/charts/hello" },
      "hello 1.2.3 is not on this machine; run npm run charts -- pull",
    ],
    [
      "it would be changed by a program",
      { postRenderer: { command: "x" } },
      "it uses postRenderer, which only the real provider does",
    ],
  ])("fails when %s", async (_, inputs, reason) => {
    expect(await render(inputs)).toEqual({ reason });
  });

  it("fails when values break the chart's schema, without telling a secret", async () => {
    const result = await render({ values: { replicas: new SecretValue("correct horse") } });
    expect(result).toHaveProperty("reason", expect.stringContaining("/replicas"));
    expect(JSON.stringify(result)).not.toContain("correct");
  });

  it("fails when a template fails, with Helm's words", async () => {
    expect(await render({ values: { image: null } })).toEqual({
      reason: expect.stringContaining("nil pointer") as string,
    });
  });

  it("fails when the folder has only the values of a chart", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "charts-"));
    fs.mkdirSync(path.join(folder, "hello"));
    fs.copyFileSync(path.join(fixtures, "hello/Chart.yaml"), path.join(folder, "hello/Chart.yaml"));
    expect(await render({}, { directory: folder })).toEqual({
      reason: "the folder hello has values, but no templates; run npm run charts -- pull",
    });
    fs.rmSync(folder, { recursive: true });
  });

  it("fails when the schema refers to another host, instead of going there", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "charts-"));
    fs.cpSync(path.join(fixtures, "hello"), path.join(folder, "hello"), { recursive: true });
    fs.writeFileSync(
      path.join(folder, "hello/values.schema.json"),
      JSON.stringify({ properties: { replicas: { $ref: "https://schemas.example/replicas.json" } } }),
    );
    expect(await render({}, { directory: folder })).toEqual({
      reason: expect.stringContaining("schemas.example") as string,
    });
    fs.rmSync(folder, { recursive: true });
  });
});
