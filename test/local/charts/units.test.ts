import { describe, expect, it } from "vitest";
import { limited } from "../../../local/charts/limit";
import { parseManifests } from "../../../local/charts/manifests";
import { diskProblem } from "../../../local/charts/pull/disk";
import { parseImage } from "../../../local/charts/pull/images";
import { nearestVersions } from "../../../local/charts/pull/nearest-versions";
import { chartUses } from "../../../local/charts/uses";
import type { RegisteredResource } from "../../../local/engine/types";

describe("parseManifests", () => {
  it("puts definitions first, takes lists apart and leaves out empty documents", () => {
    const text = [
      "# Source: x\n",
      "{}\n",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n",
      "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, metadata: {name: b}}]}\n",
      "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c}}\n",
    ].join("---\n");
    expect(parseManifests(text).map(({ kind }) => kind)).toEqual(["CustomResourceDefinition", "ConfigMap", "Secret"]);
  });

  it("reads scalars as Kubernetes does", () => {
    const text =
      "{apiVersion: v1, kind: X, metadata: {name: a}, mode: 0644, on: yes, at: 2026-01-02, port: 1:30, big: 1e3}";
    expect(parseManifests(text)[0]).toMatchObject({ mode: 420, true: true, at: "2026-01-02", port: "1:30", big: 1000 });
  });

  it.each([
    ["a scalar", "hello", "it rendered to what is no Kubernetes object"],
    ["no kind", "a: 1", "it rendered to a document without apiVersion"],
    ["no name", "{apiVersion: v1, kind: Pod, metadata: {}}", "it rendered to a Pod without metadata.name"],
    ["no YAML", "a: [", /^it rendered to what is no YAML: /],
  ])("fails when a document has %s", (_, text, message) => {
    expect(() => parseManifests(text)).toThrow(message);
  });
});

describe("limited", () => {
  it("runs no more than its number at a time, in order, also after a failure", async () => {
    const limit = limited(2);
    const events: string[] = [];
    let running = 0;
    let most = 0;
    const task = (name: string, fails = false) =>
      limit(async () => {
        events.push(name);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([task("a", true), task("b"), task("c"), task("d", true), task("e")]);
    expect(events).toEqual(["a", "b", "c", "d", "e"]);
    expect(most).toBe(2);
    expect(results.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });
});

describe("parseImage", () => {
  it.each([
    ["nginx", "registry-1.docker.io", "library/nginx", "latest"],
    ["nginx:1.2", "registry-1.docker.io", "library/nginx", "1.2"],
    ["team/app:1", "registry-1.docker.io", "team/app", "1"],
    ["docker.io/team/app:1", "registry-1.docker.io", "team/app", "1"],
    ["docker.io/nginx", "registry-1.docker.io", "library/nginx", "latest"],
    ["quay.io/a/b/c:v1", "quay.io", "a/b/c", "v1"],
    ["localhost/app", "localhost", "app", "latest"],
    ["127.0.0.1:5000/app:1", "127.0.0.1:5000", "app", "1"],
    ["registry.example:5000/app", "registry.example:5000", "app", "latest"],
  ])("reads %s", (image, host, repository, tag) => {
    expect(parseImage(image)).toEqual({ host, repository, tag });
  });
});

describe("nearestVersions", () => {
  it("prefers the same major, then minor, then patch, and puts what is no version last", () => {
    const all = ["latest", "2.0.0", "v1.4.9", "1.5.0", "1.4.1", "0.1.0"];
    expect(nearestVersions("v1.4.2", all, 6)).toEqual(["1.4.1", "v1.4.9", "1.5.0", "0.1.0", "2.0.0", "latest"]);
  });
});

describe("diskProblem", () => {
  it.each([
    ["ENOSPC", "the disk of d must have room, got none left; free some, then run the command again"],
    ["EROFS", "d must be writable, got no permission; choose another folder with --to"],
    ["ENOTDIR", "d must be a folder, got a file; choose another with --to"],
  ])("tells the remedy for %s", (code, message) => {
    expect(diskProblem(Object.assign(new Error(), { code }), "d")).toHaveProperty("message", message);
  });

  it("leaves other errors alone", () => {
    const error = new Error("x");
    expect(diskProblem(error, "d")).toBe(error);
  });
});

describe("chartUses", () => {
  const resource = (type: string, name: string, inputs: Record<string, unknown>, parent?: string) =>
    ({ urn: `urn:${name}`, type, name, inputs, parent }) as RegisteredResource;
  const chart = (inputs: Record<string, unknown>, parent?: string) =>
    resource("kubernetes:helm.sh/v4:Chart", "release", { version: "v1.2.3", values: { a: 1 }, ...inputs }, parent);

  it.each([
    ["oci://registry.example/charts/cert-manager", "cert-manager"],
    ["cert-manager", "cert-manager"],
    ["vendor/charts/cert-manager", "cert-manager"],
    ["vendor/charts/cert-manager-v1.2.3.tgz", "cert-manager"],
  ])("names the chart of %s", (reference, name) => {
    expect(chartUses("dev", [chart({ chart: reference })])).toEqual([
      { component: "release", stack: "dev", chart: name, version: "v1.2.3", values: { a: 1 } },
    ]);
  });

  it("names the component that owns the chart, and takes nothing but charts", () => {
    const owner = resource("platform:components:CertManager", "certs", {});
    const uses = chartUses("dev", [owner, chart({ chart: "x" }, "urn:certs")]);
    expect(uses.map(({ component }) => component)).toEqual(["CertManager"]);
  });
});
