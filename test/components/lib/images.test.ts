import { describe, expect, it } from "vitest";
import { imagesOf, pinImages, type KubernetesObject } from "../../../components/lib/images";

const known = `sha256:${"1".repeat(64)}`;
const other = `sha256:${"2".repeat(64)}`;
const digests = { "quay.io/app:1.0": known, "quay.io/init:2.0": other, nginx: known };

const pod = (image: string) => ({ containers: [{ name: "main", image }] });
const workload = (kind: string, image: string, apiVersion = "apps/v1"): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: "x" },
  spec: { template: { spec: pod(image) } },
});

describe("pinImages", () => {
  it.each<[string, (image: string) => KubernetesObject]>([
    ["a Pod", (image) => ({ apiVersion: "v1", kind: "Pod", spec: pod(image) })],
    ["a PodTemplate", (image) => ({ apiVersion: "v1", kind: "PodTemplate", template: { spec: pod(image) } })],
    ["a Deployment", (image) => workload("Deployment", image)],
    ["a StatefulSet", (image) => workload("StatefulSet", image)],
    ["a DaemonSet", (image) => workload("DaemonSet", image)],
    ["a ReplicaSet", (image) => workload("ReplicaSet", image)],
    ["a ReplicationController", (image) => workload("ReplicationController", image, "v1")],
    ["a Job", (image) => workload("Job", image, "batch/v1")],
    [
      "a CronJob",
      (image) => ({
        apiVersion: "batch/v1",
        kind: "CronJob",
        spec: { jobTemplate: { spec: { template: { spec: pod(image) } } } },
      }),
    ],
    [
      "a Prometheus",
      (image) => ({ apiVersion: "monitoring.coreos.com/v1", kind: "Prometheus", spec: { image, replicas: 2 } }),
    ],
    [
      "an Elasticsearch",
      (image) => ({ apiVersion: "elasticsearch.k8s.elastic.co/v1", kind: "Elasticsearch", spec: { image } }),
    ],
  ])("pins the image of %s", (_, make) => {
    expect(pinImages(make("quay.io/app:1.0"), digests)).toEqual({
      object: make(`quay.io/app:1.0@${known}`),
      unknown: [],
    });
  });

  it("pins init and ephemeral containers as well", () => {
    const spec = {
      initContainers: [{ name: "a", image: "quay.io/init:2.0" }],
      containers: [{ name: "b", image: "quay.io/app:1.0" }],
      ephemeralContainers: [{ name: "c", image: "nginx" }],
    };
    expect(pinImages({ apiVersion: "v1", kind: "Pod", spec }, digests).object["spec"]).toEqual({
      initContainers: [{ name: "a", image: `quay.io/init:2.0@${other}` }],
      containers: [{ name: "b", image: `quay.io/app:1.0@${known}` }],
      ephemeralContainers: [{ name: "c", image: `nginx@${known}` }],
    });
  });

  it("leaves an image that is not in the lock, and reports it", () => {
    const object = workload("Deployment", "quay.io/app:1.1");
    expect(pinImages(object, digests)).toEqual({ object, unknown: ["quay.io/app:1.1"] });
  });

  it.each([
    ["an image that has a digest already", workload("Deployment", `quay.io/app:1.0@${other}`)],
    ["the word that Istio's injector fills in", workload("Deployment", "auto")],
    ["a container without an image", { apiVersion: "v1", kind: "Pod", spec: { containers: [{ name: "x" }] } }],
    ["a container list that is no list", { apiVersion: "v1", kind: "Pod", spec: { containers: "x" } }],
    ["a Pod without a spec", { apiVersion: "v1", kind: "Pod" }],
    ["a custom resource of the same kind name", workload("Deployment", "quay.io/app:1.0", "example.com/v1")],
    [
      "a custom resource whose image field is not known to be safe",
      { apiVersion: "example.com/v1", kind: "App", spec: { image: "nginx" } },
    ],
    ["a ConfigMap", { apiVersion: "v1", kind: "ConfigMap", data: { image: "quay.io/app:1.0" } }],
  ])("leaves %s alone", (_, object) => {
    const result = pinImages(object, digests);
    expect(result.object).toBe(object);
    expect(result.unknown).toEqual([]);
  });

  it("takes no digest from a prototype", () => {
    expect(pinImages(workload("Deployment", "constructor"), digests).unknown).toEqual(["constructor"]);
  });

  it("does not change its argument", () => {
    const object = workload("Deployment", "quay.io/app:1.0");
    pinImages(object, digests);
    expect(object).toEqual(workload("Deployment", "quay.io/app:1.0"));
  });
});

describe("imagesOf", () => {
  it("lists every image once", () => {
    const containers = ["a:1", "b:1", "a:1"].map((image) => ({ image }));
    expect(imagesOf({ apiVersion: "v1", kind: "Pod", spec: { containers } })).toEqual(["a:1", "b:1"]);
  });
});
