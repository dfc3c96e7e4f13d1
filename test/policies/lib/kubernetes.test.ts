import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Labels } from "../../../policies/lib/kubernetes/labels";
import { eachContainer, podTemplate, WORKLOADS } from "../../../policies/lib/kubernetes/pods";
import { objectRule } from "../../../policies/lib/kubernetes/rule";
import { Selector } from "../../../policies/lib/kubernetes/selector";
import { kubernetesType } from "../../../policies/lib/kubernetes/type";
import type { LabelSelector, Workload } from "../../../policies/lib/kubernetes/types";
import { MMM } from "../../../policies/lib/levels";
import { listOf, object, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { judge, UNKNOWN } from "../../support/policies";

describe("kubernetesType", () => {
  it.each([
    ["kubernetes:core/v1:Pod", { group: "core", version: "v1", kind: "Pod", patch: false, list: false }],
    ["kubernetes:v1:Pod", { group: "core", version: "v1", kind: "Pod", patch: false, list: false }],
    ["kubernetes:apps/v1:DeploymentPatch", { group: "apps", kind: "Deployment", patch: true, list: false }],
    ["kubernetes:apps/v1:DeploymentList", { group: "apps", kind: "Deployment", patch: false, list: true }],
    ["kubernetes:v1:List", { group: "core", kind: "", list: true }],
    ["kubernetes:extensions/v1beta1:Deployment", { group: "apps", kind: "Deployment" }],
    ["kubernetes:extensions/v1beta1:DaemonSet", { group: "apps", kind: "DaemonSet" }],
    ["kubernetes:extensions/v1beta1:ReplicaSet", { group: "apps", kind: "ReplicaSet" }],
    ["kubernetes:extensions/v1beta1:Ingress", { group: "networking.k8s.io", kind: "Ingress" }],
    ["kubernetes:extensions/v1beta1:NetworkPolicy", { group: "networking.k8s.io", kind: "NetworkPolicy" }],
    ["kubernetes:extensions/v1beta1:Scale", { group: "extensions", kind: "Scale" }],
    ["kubernetes:cert-manager.io/v1:Certificate", { group: "cert-manager.io", version: "v1", kind: "Certificate" }],
  ])("reads %s", (token, expected) => {
    expect(kubernetesType(token)).toMatchObject(expected);
  });

  it.each([
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize:Directory",
    "pulumi:providers:kubernetes",
    "aws:s3/bucket:Bucket",
    "kubernetes",
  ])("knows that %s is no object", (token) => {
    expect(kubernetesType(token)).toBeUndefined();
  });
});

/** What rules about containers look like: one path from every kind and list. */
const noLatest = objectRule<Workload>({
  name: "no-latest",
  title: "No latest",
  description: "Images have versions.",
  group: "test",
  severity: "low",
  levels: MMM,
  references: [],
  remedy: "Name one.",
  kinds: WORKLOADS,
  check(object, report) {
    eachContainer(
      () => podTemplate(object)?.spec,
      report,
      (container, list, index) => {
        if (container.image?.endsWith(":latest")) report.violation(`${list}[${index}].image must not be latest`);
      },
    );
  },
});
const latest = (name: string) => ({ name, image: "app:latest" });
const messages = async (...resources: Parameters<typeof judge>[0]["resources"]) =>
  (await judge({ rules: [noLatest], resources })).map(({ message }) => message);

describe("eachContainer", () => {
  it.each(Object.keys(POD_KINDS))("reaches every list of %s, as a patch and in a list too", async (kind) => {
    const pods = {
      containers: [{ image: "app:1" }, latest("a")],
      initContainers: [latest("b")],
      ephemeralContainers: [latest("c")],
    };
    const expected = [
      "containers[1].image must not be latest",
      "initContainers[0].image must not be latest",
      "ephemeralContainers[0].image must not be latest",
    ];
    const object = workload(kind, "shop/web", pods);
    expect(await messages(object)).toEqual(expected);
    expect(await messages(patch(object))).toEqual(expected);
    expect(await messages(listOf(`${kind}List`, "all", object))).toEqual(expected);
  });

  it.each(Object.keys(POD_KINDS))("finds nothing in %s without a pod", async (kind) => {
    for (const body of [{}, { spec: null }, { spec: {} }, { spec: { template: null, jobTemplate: null } }]) {
      expect(await messages(object(kind, "shop/web", body))).toEqual([]);
    }
  });

  it("finds nothing in a job of a CronJob without a pod", async () => {
    for (const jobTemplate of [{}, { spec: null }, { spec: {} }, { spec: { template: { spec: null } } }]) {
      expect(await messages(object("batch/v1/CronJob", "shop/web", { spec: { jobTemplate } }))).toEqual([]);
    }
  });

  it("reports what is unknown and judges the rest", async () => {
    const pods = {
      containers: [{ image: UNKNOWN }, latest("a")],
      initContainers: UNKNOWN,
      ephemeralContainers: [latest("c")],
    };
    expect(await messages(workload("apps/v1/Deployment", "shop/web", pods))).toEqual([
      "containers[1].image must not be latest",
      "ephemeralContainers[0].image must not be latest",
      "no-latest: spec.template.spec.containers.0.image is not known before the deployment",
      "no-latest: spec.template.spec.initContainers is not known before the deployment",
    ]);
  });

  it("lets a waiver name one container, and fails when its name is unknown", async () => {
    const waiver = {
      policy: "no-latest",
      resource: "kubernetes:apps/v1:Deployment::shop/web",
      container: "a",
      reason: "r",
      owner: "o",
      ticket: "t",
      expires: "2026-12-31",
    };
    const pods = {
      containers: [latest("a"), latest("b"), latest(UNKNOWN)],
      initContainers: [{ name: "a", image: UNKNOWN }],
    };
    const verdicts = await judge({
      rules: [noLatest],
      resources: [workload("apps/v1/Deployment", "shop/web", pods)],
      waivers: [waiver],
    });
    expect(verdicts.map(({ policy, message }) => `${policy}: ${message}`)).toEqual([
      "no-latest: containers[1].image must not be latest",
      "no-latest: containers[2].image must not be latest",
      "waived: no-latest: waived until 2026-12-31 by o (t): r",
    ]);
  });
});

describe("Selector", () => {
  const key = fc.constantFrom("a", "b");
  const value = fc.constantFrom("1", "2", "3");
  const selector: fc.Arbitrary<LabelSelector> = fc.record(
    {
      matchLabels: fc.dictionary(key, value, { maxKeys: 2 }),
      matchExpressions: fc.array(
        fc.record({
          key,
          operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
          values: fc.array(value, { minLength: 1, maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );
  const labels = fc.dictionary(key, value, { maxKeys: 2 });

  it("implies only selectors that select whatever it selects", () => {
    fc.assert(
      fc.property(selector, selector, labels, (a, b, map) => {
        const [one, other] = [Selector.of(() => a), Selector.of(() => b)];
        const object = new Labels(() => map);
        if (one.implies(other) && one.matches(object)) expect(other.matches(object)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("implies itself, and everything implies the empty one", () => {
    fc.assert(
      fc.property(selector, (a) => {
        expect(Selector.of(() => a).implies(Selector.of(() => a))).toBe(true);
        expect(Selector.of(() => a).implies(Selector.of(() => ({})))).toBe(true);
      }),
    );
  });
});
