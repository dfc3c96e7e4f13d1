import { describe, expect, it } from "vitest";
import { needsCloud, withoutAwait } from "../../../components/lib/waiting";

const withClaim = { template: { spec: { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "d" } }] } } };
const plain = { template: { spec: { volumes: [{ name: "t", emptyDir: {} }] } } };

describe("needsCloud", () => {
  it.each([
    ["a claim", { kind: "PersistentVolumeClaim" }],
    ["an Ingress", { kind: "Ingress" }],
    ["a load balancer", { kind: "Service", spec: { type: "LoadBalancer" } }],
    ["a StatefulSet with claims", { kind: "StatefulSet", spec: { volumeClaimTemplates: [{}] } }],
    ["a StatefulSet on a claim", { kind: "StatefulSet", spec: withClaim }],
    ["a Deployment on a claim", { kind: "Deployment", spec: withClaim }],
  ])("is true of %s", (_, object) => expect(needsCloud(object)).toBe(true));

  it.each([
    ["a cluster-internal Service", { kind: "Service", spec: { type: "ClusterIP" } }],
    ["a Service without a spec", { kind: "Service" }],
    ["a StatefulSet without claims", { kind: "StatefulSet", spec: { volumeClaimTemplates: [] } }],
    ["a Deployment", { kind: "Deployment", spec: plain }],
    ["a Deployment without volumes", { kind: "Deployment", spec: { template: { spec: {} } } }],
    ["a ConfigMap", { kind: "ConfigMap" }],
  ])("is false of %s", (_, object) => expect(needsCloud(object)).toBe(false));
});

describe("withoutAwait", () => {
  it("adds the annotation to those that are there", () => {
    const object = { kind: "Ingress", metadata: { name: "x", annotations: { a: "b" } } };
    expect(withoutAwait(object)).toEqual({
      kind: "Ingress",
      metadata: { name: "x", annotations: { a: "b", "pulumi.com/skipAwait": "true" } },
    });
    expect(object.metadata.annotations).toEqual({ a: "b" });
  });

  it("adds it where annotations are null, as charts write them", () => {
    expect(withoutAwait({ kind: "Ingress", metadata: { annotations: null } })).toEqual({
      kind: "Ingress",
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
    });
  });
});
