import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { chart, type ChartArgs } from "../../../components/lib/chart";
import { readChartLock } from "../../../components/lib/chart-lock";
import { chartSettings } from "../../../components/lib/chart-settings";
import type { ChartPin } from "../../../components/lib/chart-pin";
import { chartReference } from "../../../components/lib/chart-source";
import * as transforms from "../../../components/lib/chart-transform";

const pin: ChartPin = {
  name: "hello",
  version: "1.2.3",
  repository: "oci://registry.example/charts",
  appVersion: "1",
  licence: "Apache-2.0",
};
const digest = `sha256:${"1".repeat(64)}`;
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "charts-"));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

describe("chartReference", () => {
  it.each([
    ["its own oci repository", undefined, { chart: "oci://registry.example/charts/hello", version: "1.2.3" }],
    ["an oci mirror", "oci://mirror.example/x/", { chart: "oci://mirror.example/x/hello", version: "1.2.3" }],
    [
      "an https mirror",
      "https://mirror.example/charts/",
      { chart: "hello", version: "1.2.3", repositoryOpts: { repo: "https://mirror.example/charts" } },
    ],
  ])("takes a chart from %s", (_, source, expected) => {
    expect(chartReference(pin, source)).toEqual(expected);
  });

  it("takes an archive from a folder", () => {
    fs.writeFileSync(path.join(folder, "hello-1.2.3.tgz"), "");
    expect(chartReference(pin, folder)).toEqual({ chart: path.join(folder, "hello-1.2.3.tgz"), version: "1.2.3" });
  });

  it("takes an unpacked chart from a folder", () => {
    unpacked("hello", "1.2.3");
    expect(chartReference(pin, folder)).toEqual({ chart: path.join(folder, "hello"), version: "1.2.3" });
  });

  it("fails when the folder has other versions only, and names them", () => {
    unpacked("hello", "1.2.2");
    fs.writeFileSync(path.join(folder, "hello-1.2.4.tgz"), "");
    fs.writeFileSync(path.join(folder, "hello-world-1.2.3.tgz"), "");
    expect(() => chartReference(pin, folder)).toThrow(
      new pulumi.RunError(
        `chart folder ${folder} must hold hello 1.2.3, got 1.2.2, 1.2.4; run npm run charts -- pull --to ${folder}`,
      ),
    );
  });

  it("fails when the folder does not exist", () => {
    expect(() => chartReference(pin, "no/such/folder")).toThrow(
      "chart folder no/such/folder must hold hello 1.2.3, got no version of it; run npm run charts -- pull --to no/such/folder",
    );
  });

  it("fails when the source is of another kind", () => {
    expect(() => chartReference(pin, "http://mirror.example")).toThrow(
      "platform:charts.source must be oci://…, https://… or a folder, got http://mirror.example; correct it, or remove it to use each chart's own repository",
    );
  });
});

describe("readChartLock", () => {
  it("is undefined where there is no lock", () => {
    expect(readChartLock(folder)).toBeUndefined();
  });

  it.each([
    [
      "is not YAML",
      "a: [",
      /charts\.lock\.yaml must be a lock of charts, got: .+; delete it and run npm run charts -- pull$/,
    ],
    [
      "has a digest that is none",
      `charts: {x: {version: "1", repository: r, upstream: "${digest}", stored: "${digest}", images: {a: latest}}}`,
      /got: charts\.x\.images\.a: must be sha256: and 64 hexadecimal digits;/,
    ],
  ])("fails when it %s", (_, content, message) => {
    fs.writeFileSync(path.join(folder, "charts.lock.yaml"), content);
    expect(() => readChartLock(folder)).toThrow(message);
  });
});

describe("chartSettings", () => {
  it.each([
    ["its folder's lock to a source that is a folder", "own", "own"],
    ["the last pull's lock to a mirror", "oci://mirror.example/charts", "pulled"],
    ["the last pull's lock to charts from their own repositories", undefined, "pulled"],
  ])("gives %s", (_, source, expected) => {
    for (const name of ["own", "pulled"]) {
      fs.mkdirSync(path.join(folder, name));
      const locked = { version: "1", repository: name, upstream: digest, stored: digest, images: {} };
      fs.writeFileSync(path.join(folder, name, "charts.lock.yaml"), JSON.stringify({ charts: { hello: locked } }));
    }
    const given = source === "own" ? path.join(folder, source) : source;
    const settings = chartSettings({ source: given, await: false }, path.join(folder, "pulled"));
    expect(settings).toMatchObject({ source: given, await: false });
    expect(settings.lock?.charts["hello"]?.repository).toBe(expected);
  });

  it("has no lock where nothing was pulled", () => {
    expect(chartSettings({}, folder)).toEqual({ lock: undefined });
  });
});

describe("chart", () => {
  const registered: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: inputs as Record<string, unknown> };
      },
      call: () => ({}),
    });
  });
  beforeEach(() => {
    registered.length = 0;
  });

  const make = async (args: Partial<ChartArgs> = {}, opts?: pulumi.ComponentResourceOptions) => {
    const made = chart("hello", { pin, namespace: "apps", values: { a: { b: 1 } }, settings: {}, ...args }, opts);
    await new Promise<void>((resolve) => pulumi.output(made.urn).apply(() => resolve()));
    return registered.find(({ type }) => type === "kubernetes:helm.sh/v4:Chart");
  };

  it("is a v4 Chart of the pinned version, with a release name of its own", async () => {
    expect(await make()).toEqual({
      type: "kubernetes:helm.sh/v4:Chart",
      name: "hello",
      inputs: {
        chart: "oci://registry.example/charts/hello",
        version: "1.2.3",
        name: "hello",
        namespace: "apps",
        values: { a: { b: 1 } },
      },
    });
  });

  it("merges the operator's values last", async () => {
    const { inputs } = (await make({ extraValues: { a: { c: 2 }, d: null } }))!;
    expect(inputs["values"]).toEqual({ a: { b: 1, c: 2 }, d: null });
  });

  it("waits for the CRDs that charts look for", () => {
    const crds = new k8s.core.v1.ConfigMap("crds");
    const seen = vi.spyOn(pulumi, "mergeOptions");
    chart("waits", { pin, namespace: "apps", values: {}, settings: { monitors: { ready: [crds] } } });
    expect(seen.mock.results[0]?.value).toHaveProperty("dependsOn", [crds]);
  });

  it.each([
    ["of the pinned version", "1.2.3", { "a:1": digest }],
    ["of another version", "1.2.2", {}],
  ])("takes digests from a lock %s accordingly", (_, version, digests) => {
    const transform = vi.spyOn(transforms, "chartTransform").mockReturnValue(undefined);
    const locked = { version, repository: pin.repository, upstream: digest, stored: digest, images: { "a:1": digest } };
    chart("locked", {
      pin,
      namespace: "apps",
      values: {},
      settings: { lock: { charts: { hello: locked }, images: {} } },
    });
    expect(transform).toHaveBeenCalledWith(expect.objectContaining({ digests }));
  });
});

describe("chartTransform", () => {
  const { chartTransform } = transforms;
  const child = (props: Record<string, unknown>, type = "kubernetes:apps/v1:Deployment") => ({
    custom: true,
    type,
    name: "x",
    props,
    opts: { protect: true },
  });
  const deployment = (image: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { template: { spec: { containers: [{ image }] } } },
  });

  it("is absent where there is nothing to do", () => {
    expect(chartTransform({ chart: "hello" })).toBeUndefined();
  });

  it("pins images and keeps the options", () => {
    const transform = chartTransform({ chart: "hello", digests: { "a:1": digest } })!;
    expect(transform(child(deployment("a:1")))).toEqual({
      props: deployment(`a:1@${digest}`),
      opts: { protect: true },
    });
  });

  it("pins images below a secret", () => {
    const secret = (spec: unknown) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: spec,
    });
    const transform = chartTransform({ chart: "hello", digests: { "a:1": digest } })!;
    const { spec, ...rest } = deployment("a:1");
    expect(transform(child({ ...rest, spec: secret(spec) }))?.props).toEqual({
      ...rest,
      spec: secret(deployment(`a:1@${digest}`).spec),
    });
  });

  it("warns once of an image that the lock does not have, and leaves it", () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const transform = chartTransform({ chart: "hello", digests: {} })!;
    expect(transform(child(deployment("a:1")))).toBeUndefined();
    transform(child(deployment("a:1")));
    expect(warn.mock.calls).toEqual([
      ["hello: image a:1 is not in the lock of charts and is deployed by its tag; run npm run charts -- pull"],
    ]);
  });

  it("does not wait for what only a cloud can make ready", () => {
    const transform = chartTransform({ chart: "hello", await: false })!;
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "d" } };
    expect(transform(child(claim))?.props).toHaveProperty("metadata.annotations", { "pulumi.com/skipAwait": "true" });
    expect(transform(child(deployment("a:1")))).toBeUndefined();
  });

  it("limits the wait for workloads only", () => {
    const transform = chartTransform({ chart: "hello", timeoutSeconds: 90 })!;
    expect(transform(child(deployment("a:1")))?.opts).toEqual({
      protect: true,
      customTimeouts: { create: "90s", update: "90s" },
    });
    expect(transform(child({ apiVersion: "v1", kind: "ConfigMap" }))).toBeUndefined();
  });

  it("touches neither components nor other providers' resources", () => {
    const transform = chartTransform({ chart: "hello", await: false, timeoutSeconds: 90 })!;
    expect(transform({ ...child(deployment("a:1")), custom: false })).toBeUndefined();
    expect(transform(child(deployment("a:1"), "aws:s3/bucket:Bucket"))).toBeUndefined();
  });
});

function unpacked(name: string, version: string): void {
  fs.mkdirSync(path.join(folder, name));
  fs.writeFileSync(path.join(folder, name, "Chart.yaml"), `name: ${name}\nversion: ${version}\n`);
}
