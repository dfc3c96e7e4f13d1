import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AuthorizationSpec } from "./mesh-policies";
import { hbonePort, waypointName } from "./network-policies";

/** Labels of a namespace whose pods are in the mesh. */
export function meshLabels({ waypoint = false } = {}): Record<string, string> {
  return {
    "istio.io/dataplane-mode": "ambient",
    ...(waypoint ? { "istio.io/use-waypoint": waypointName } : {}),
  };
}

/** One AuthorizationPolicy of a namespace. */
export function authorizationPolicy(
  name: string,
  metadata: { name: string; namespace: pulumi.Input<string> },
  spec: AuthorizationSpec,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  const kind = { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy" };
  return new k8s.apiextensions.CustomResource(name, { ...kind, metadata, spec }, opts);
}

/** The waypoint of a namespace: an L7 proxy that istiod makes, through which calls to Services go. */
export function waypointGateway(
  name: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: waypointName, namespace, labels: { "istio.io/waypoint-for": "service" } },
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: hbonePort, protocol: "HBONE" }],
      },
    },
    opts,
  );
}
