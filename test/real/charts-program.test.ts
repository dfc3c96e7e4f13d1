import * as path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { helmRenderer } from "../../local/charts/render";
import { loadStack, run, SecretValue, type RunResult } from "../../local/engine";
import { ensureTools } from "../../local/toolchain";

const directory = path.join(__dirname, "../fixtures/programs/hello-chart");

describe("a program that deploys a chart", () => {
  let result: RunResult;
  const the = (name: string) => result.resources.find((resource) => resource.name === name)!;

  beforeAll(async () => {
    const { helm } = await ensureTools(["helm"], { log: () => undefined });
    result = await run({
      directory,
      stack: "dev",
      config: loadStack(directory, "dev"),
      dryRun: true,
      charts: helmRenderer({ directory, kubernetesVersion: "1.35", helm }),
    });
    expect(result.errors).toEqual([]);
  });

  it("registers the chart's objects below it, with the provider's names", () => {
    expect(result.charts).toMatchObject([{ name: "hello-chart", version: "1.2.3", rendered: true, objects: 8 }]);
    expect(result.resources.filter(({ parent }) => parent?.endsWith("::hello-chart")).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "hello-chart:greetings.example.com",
        "hello-chart:hello-chart",
        "hello-chart:apps/hello-chart",
      ]),
    );
  });

  it("makes the chart wait for the CRDs that charts look for", () => {
    expect(the("hello-chart").dependencies).toContainEqual(expect.stringMatching(/::stands-for-crds$/));
  });

  it("deploys images by the lock's digests", () => {
    const deployment = result.resources.find(({ type }) => type.endsWith(":Deployment"));
    expect(deployment?.inputs).toMatchObject({
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ image: `registry.example/hello:1.0@sha256:${"1".repeat(64)}` }] } },
      },
    });
  });

  it("does not wait for a load balancer where nothing makes one", () => {
    const services = result.resources.filter(({ type }) => type.endsWith(":Service"));
    const annotations = services.map(({ name, inputs }) => [
      name,
      (inputs["metadata"] as Record<string, unknown>)["annotations"],
    ]);
    expect(Object.fromEntries(annotations)).toEqual({
      "hello-chart:apps/hello-chart": { "pulumi.com/skipAwait": "true" },
      "hello-chart:apps/hello-chart-echo": undefined,
    });
  });

  it("keeps secret values secret", () => {
    const map = result.resources.find(({ type, parent }) => type.endsWith(":ConfigMap") && parent?.endsWith("-chart"));
    expect(map?.inputs).toMatchObject({ data: { message: new SecretValue("correct horse") } });
    expect(JSON.stringify(result)).not.toContain("correct");
  });
});
