import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findHelm, helmTemplate } from "../../../local/charts/helm";
import { helmRenderer } from "../../../local/charts/render";

const fixtures = path.join(__dirname, "../../fixtures/charts");
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "helm-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function fakeHelm(script: string): string {
  const file = path.join(folder, "helm");
  fs.writeFileSync(file, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  return file;
}

const template = {
  release: "hi",
  namespace: "apps",
  chart: "some/chart",
  kubernetesVersion: "1.35",
  skipCrds: false,
  apiVersions: ["a/v1", "b/v1"],
  values: { password: "correct horse" },
};

describe("findHelm", () => {
  it("takes PLATFORM_HELM first", async () => {
    expect(await findHelm({ PLATFORM_HELM: "some/helm", PATH: folder })).toEqual({ path: "some/helm" });
  });

  it("takes the right version from PATH", async () => {
    const helm = fakeHelm('console.log("v3.20.2")');
    expect(await findHelm({ PATH: folder, HOME: folder, XDG_CACHE_HOME: folder })).toEqual({ path: helm });
  });

  it("passes over another version, and says so", async () => {
    fakeHelm('console.log("v3.15.0")');
    expect(await findHelm({ PATH: folder, HOME: folder, XDG_CACHE_HOME: folder })).toEqual({
      missing: `helm was not found; helm: not using ${path.join(folder, "helm")}: it must be version 3.20.x, got 3.15.0; put helm 3.20 on PATH, set PLATFORM_HELM to it, or run npm run local once, which builds it`,
    });
  });
});

describe("helmTemplate", () => {
  it("hands values over standard input, never as an argument, and lets nothing out", async () => {
    const helm = fakeHelm(`
      const { HTTPS_PROXY, HELM_NO_PLUGINS } = process.env;
      console.log(JSON.stringify({ args: process.argv.slice(2), values: require("fs").readFileSync(0, "utf8"), HTTPS_PROXY, HELM_NO_PLUGINS }));`);
    expect(JSON.parse(await helmTemplate({ ...template, helm }))).toEqual({
      args: "template hi some/chart --namespace apps --no-hooks --kube-version v1.35.0 --include-crds --api-versions a/v1 --api-versions b/v1 --values -".split(
        " ",
      ),
      values: '{"password":"correct horse"}',
      HTTPS_PROXY: "http://127.0.0.1:9",
      HELM_NO_PLUGINS: "1",
    });
  });

  it("skips CRDs when told to", async () => {
    const helm = fakeHelm("console.log(process.argv.includes('--skip-crds'), process.argv.includes('--include-crds'))");
    expect(await helmTemplate({ ...template, helm, skipCrds: true })).toBe("true false\n");
  });

  it("fails when helm fails, in Helm's words without its noise", async () => {
    const helm = fakeHelm("console.error('WARNING: x\\nError: a\\n\\nb\\nUse --debug flag'); process.exit(1)");
    await expect(helmTemplate({ ...template, helm })).rejects.toThrow(/^a; b$/);
  });

  it("fails when helm says nothing", async () => {
    await expect(helmTemplate({ ...template, helm: fakeHelm("process.exit(3)") })).rejects.toThrow(
      "helm ended with status 3",
    );
  });

  it("ends when it is told to", async () => {
    const helm = fakeHelm("setInterval(() => {}, 1000)");
    const controller = new AbortController();
    const rendering = helmTemplate({ ...template, helm, signal: controller.signal });
    controller.abort();
    await expect(rendering).rejects.toThrow("aborted");
  });
});

describe("helmRenderer", () => {
  const inputs = { chart: "hello", version: "1.2.3", name: "hi", namespace: "apps" };
  const renderer = (helm: string) => helmRenderer({ directory: fixtures, kubernetesVersion: "1.35", helm });

  it.each([
    ["helm cannot be started", () => path.join(folder, "gone"), /ENOENT/],
    ["the chart renders to nonsense", () => fakeHelm("console.log('a: [')"), /^it rendered to what is no YAML/],
  ])("gives a reason when %s", async (_, helm, reason) => {
    expect(await renderer(helm()).render(inputs)).toEqual({ reason: expect.stringMatching(reason) as string });
  });
});
