import { describe, expect, it } from "vitest";
import { desiredOf, differs, isKubernetesObject } from "../../../local/apply/manifest";

const request = (type: string, inputs: Record<string, unknown>, name = "thing") => ({
  urn: `urn:pulumi:dev::platform::${type}::${name}`,
  type,
  name,
  inputs,
});

describe("which types are objects", () => {
  it.each([
    ["kubernetes:core/v1:Namespace", true],
    ["kubernetes:example.com/v1:Thing", true],
    ["kubernetes:core/v1:ServiceAccountPatch", true],
    ["kubernetes:helm.sh/v4:Chart", false],
    ["kubernetes:yaml/v2:ConfigGroup", false],
    ["kubernetes:kustomize/v2:Directory", false],
    ["pulumi:providers:kubernetes", false],
    ["aws:s3/bucket:Bucket", false],
  ])("%s: %s", (type, expected) => {
    expect(isKubernetesObject(type)).toBe(expected);
  });
});

describe("the manifest of a resource", () => {
  it("takes version and kind from the type where the inputs do not say", () => {
    expect(desiredOf(request("kubernetes:core/v1:ConfigMap", { metadata: { name: "x" }, data: { a: "b" } }))).toEqual({
      object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "b" } },
      fieldManager: "platform-local",
      patch: false,
    });
    expect(desiredOf(request("kubernetes:apps/v1:Deployment", {})).object).toMatchObject({
      apiVersion: "apps/v1",
      kind: "Deployment",
    });
  });

  it("names what has no name, the same in every run", () => {
    const nameOf = (inputs: Record<string, unknown>, name?: string) =>
      desiredOf(request("kubernetes:core/v1:ConfigMap", inputs, name)).object.metadata;
    expect(nameOf({}, "My_Thing")).toEqual({ name: expect.stringMatching(/^my-thing-[0-9a-f]{8}$/) as string });
    expect(nameOf({}, "My_Thing")).toEqual(nameOf({}, "My_Thing"));
    expect(nameOf({ metadata: { generateName: "job-" } })).toEqual({
      name: expect.stringMatching(/^job-[0-9a-f]{8}$/) as string,
    });
  });

  it("of a patch is the object of its kind with a field manager of its own", () => {
    const patch = (metadata: object) =>
      desiredOf(request("kubernetes:core/v1:ServiceAccountPatch", { kind: "ServiceAccount", metadata }));
    expect(patch({ name: "default" })).toMatchObject({
      object: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } },
      fieldManager: expect.stringMatching(/^platform-local-patch-[0-9a-f]{8}$/) as string,
      patch: true,
    });
    const annotations = { "pulumi.com/patchFieldManager": "mine" };
    expect(patch({ name: "default", annotations }).fieldManager).toBe("mine");
  });
});

describe("a difference", () => {
  const object = (version: string, more: object, metadata: object = {}) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "x", resourceVersion: version, ...metadata },
    ...more,
  });

  it.each([
    ["the same version", object("1", { data: 1 }), object("1", { data: 2 }), false],
    ["a controller's status", object("1", { status: 1 }), object("2", { status: 2 }), false],
    ["managed fields and generation", object("1", {}), object("2", {}, { managedFields: [1], generation: 2 }), false],
    ["the order of fields", object("1", { a: 1, b: 2 }), object("2", { b: 2, a: 1 }), false],
    ["content", object("1", { data: 1 }), object("2", { data: 2 }), true],
    ["a label", object("1", {}), object("2", {}, { labels: { a: "b" } }), true],
  ])("%s: %#", (_, before, after, expected) => {
    expect(differs(before, after)).toBe(expected);
  });
});
