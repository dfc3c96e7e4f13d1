import { describe, expect, it } from "vitest";
import { notReady, untilReady } from "../../../local/apply/ready";
import type { KubernetesObject } from "../../../local/kubernetes";

const object = (kind: string, status: object, more: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "x", namespace: "a", generation: 2 },
  status,
  ...more,
});
const condition = (type: string, status: string, message?: string) => ({ conditions: [{ type, status, message }] });

describe("readiness", () => {
  it.each<[string, KubernetesObject, string | undefined]>([
    ["ConfigMap", object("ConfigMap", {}), undefined],
    ["Deployment", object("Deployment", { observedGeneration: 2, ...condition("Available", "True") }), undefined],
    [
      "Deployment that lacks pods",
      object("Deployment", { observedGeneration: 2, ...condition("Available", "False", "too few") }),
      "condition Available is False: too few",
    ],
    [
      "Deployment of an older generation",
      object("Deployment", { observedGeneration: 1, ...condition("Available", "True") }),
      "its controller has not seen it yet",
    ],
    ["CRD", object("CustomResourceDefinition", condition("Established", "True")), undefined],
    ["new CRD", object("CustomResourceDefinition", {}), "condition Established is missing"],
    ["APIService", object("APIService", condition("Available", "True")), undefined],
    [
      "StatefulSet",
      object("StatefulSet", { observedGeneration: 2, readyReplicas: 1 }, { spec: { replicas: 3 } }),
      "1 of 3 pods are ready",
    ],
    [
      "DaemonSet",
      object("DaemonSet", { observedGeneration: 2, numberReady: 2, desiredNumberScheduled: 3 }),
      "2 of 3 pods are ready",
    ],
    [
      "what is not to be awaited",
      object("Deployment", {}, { metadata: { name: "x", annotations: { "pulumi.com/skipAwait": "true" } } }),
      undefined,
    ],
  ])("of a %s", (_, its, why) => {
    expect(notReady(its)).toBe(why);
  });

  it("is awaited", async () => {
    const states = [object("StatefulSet", { observedGeneration: 2, readyReplicas: 1 })];
    const ready = await untilReady(
      object("StatefulSet", { observedGeneration: 2 }),
      () => Promise.resolve(states.shift()!),
      5,
    );
    expect(ready["status"]).toMatchObject({ readyReplicas: 1 });
  });

  it("fails when it takes too long, and says what is missing", async () => {
    const never = object("StatefulSet", { observedGeneration: 2 });
    await expect(untilReady(never, () => Promise.resolve(never), 0)).rejects.toThrow(
      "StatefulSet a/x must be ready within 0 s, got 0 of 1 pods are ready; see its events (kubectl describe), " +
        "or put the annotation pulumi.com/skipAwait on what cannot become ready here",
    );
  });
});
