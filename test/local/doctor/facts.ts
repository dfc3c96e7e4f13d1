import type { Facts } from "../../../local/doctor/facts";
import type { Expectations } from "../../../local/doctor/expectations";
import type { KubernetesObject } from "../../../local/kubernetes";

type Loose = KubernetesObject & Record<string, unknown>;

/** An object with what checks look at. */
export function an(name: string, body: object = {}, metadata: object = {}): Loose {
  return { apiVersion: "v1", kind: "Any", metadata: { name, ...metadata }, ...body };
}

export const node = (name: string, zone: string, ready = "True") =>
  an(
    name,
    { status: { conditions: [{ type: "Ready", status: ready }] } },
    { labels: { "topology.kubernetes.io/zone": zone } },
  );

export const marked = { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } };

/** A cluster with nothing in the way. */
export function healthy(): Facts {
  return {
    version: "v1.35.4",
    apis: [
      "admissionregistration.k8s.io/v1",
      "apps/v1",
      "autoscaling/v2",
      "batch/v1",
      "discovery.k8s.io/v1",
      "metrics.k8s.io/v1beta1",
      "networking.k8s.io/v1",
      "policy/v1",
      "rbac.authorization.k8s.io/v1",
      "snapshot.storage.k8s.io/v1",
      "storage.k8s.io/v1",
    ],
    nodes: [node("a", "zone-a"), node("b", "zone-b"), node("c", "zone-c")],
    storageClasses: [an("raw", { volumeBindingMode: "WaitForFirstConsumer" })],
    daemonSets: [an("cilium")],
    crds: [],
    validatingWebhooks: [],
    mutatingWebhooks: [],
    services: [an("kubernetes", {}, { namespace: "default" })],
    ingressClasses: [an("alb", { spec: { controller: "ingress.k8s.aws/alb" } })],
    ingresses: [an("web", {}, { namespace: "shop", annotations: { "nginx.org/proxy-read-timeout": "60s" } })],
    namespaces: [an("default"), an("kube-system")],
    apiServerEndpoints: [an("kubernetes", { endpoints: [{ addresses: ["192.0.2.10"] }], ports: [{ port: 6443 }] })],
    forbidden: [],
  };
}

/** What a stack with Ceph and backups takes for granted. */
export const expected: Expectations = {
  apiServer: { cidrs: ["192.0.2.10/32"], port: 6443 },
  rawBlockClass: "raw",
  bringsStorage: true,
  snapshots: true,
  bringsMesh: true,
  gatewayApi: "not used",
  namespaces: ["production", "velero"],
};
