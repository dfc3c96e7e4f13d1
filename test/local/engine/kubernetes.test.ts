import { describe, expect, it } from "vitest";
import { checkKubernetes } from "../../../local/engine/kubernetes";
import { SecretValue, UNKNOWN } from "../../../local/engine/types";
import { goal } from "./support/goal";

const check = (type: string, inputs: Record<string, unknown>) => checkKubernetes(goal(type, "web"), inputs);
const config = (metadata?: unknown) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  ...(metadata === undefined ? {} : { metadata }),
});

describe("names of Kubernetes objects", () => {
  it("are made of the resource's, with a suffix and a mark, the same in every run", () => {
    const named = check("kubernetes:core/v1:ConfigMap", config({ labels: { a: "b" }, annotations: { c: "d" } }));
    expect(named["metadata"]).toMatchObject({
      name: expect.stringMatching(/^web-[0-9a-f]{8}$/) as string,
      labels: { a: "b" },
      annotations: { c: "d", "pulumi.com/autonamed": "true" },
    });
    expect(check("kubernetes:core/v1:ConfigMap", config({ labels: { a: "b" }, annotations: { c: "d" } }))).toEqual(
      named,
    );
  });

  it("are made without any metadata, too", () => {
    expect(check("kubernetes:core/v1:ConfigMap", config())["metadata"]).toHaveProperty("name");
  });

  it.each([
    ["given", { name: "mine" }],
    ["not known yet", { name: UNKNOWN }],
    ["secret", { name: new SecretValue("mine") }],
    ["made by the API server", { generateName: "mine-" }],
    ["in metadata that is not known yet", UNKNOWN],
  ])("stay as they are when they are %s", (_, metadata) => {
    expect(check("kubernetes:core/v1:ConfigMap", config(metadata))).toEqual(config(metadata));
  });

  it("stay secret with the metadata that they are part of", () => {
    const { metadata } = check("kubernetes:core/v1:ConfigMap", config(new SecretValue({ labels: {} })));
    expect(metadata).toBeInstanceOf(SecretValue);
    expect((metadata as SecretValue).value).toHaveProperty("name");
  });

  it.each([
    ["of other providers", "aws:s3/bucket:Bucket", config()],
    ["of patches", "kubernetes:core/v1:ConfigMapPatch", config({})],
    ["of what is no object, such as releases", "kubernetes:helm.sh/v3:Release", { chart: "web" }],
  ])("are not made for resources %s", (_, type, inputs) => expect(check(type, inputs)).toEqual(inputs));
});

describe("Secrets", () => {
  const secret = (more: Record<string, unknown>) =>
    check("kubernetes:core/v1:Secret", { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, ...more });

  it("have their stringData as base64 data, which it overrides, and all of it secret", () => {
    const checked = secret({
      stringData: new SecretValue({ a: "x" }),
      data: new SecretValue({ a: "b2xk", b: "Yg==" }),
    });
    expect(checked).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      data: new SecretValue({ a: "eA==", b: "Yg==" }),
    });
  });

  it("stay as they are while anything is unknown", () => {
    expect(secret({ stringData: { a: UNKNOWN } })).toHaveProperty("stringData", { a: UNKNOWN });
  });
});
