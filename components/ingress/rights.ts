import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { controllerName, leaseName } from "./values";

type Rule = k8s.types.input.rbac.v1.PolicyRule;

const read = ["get", "list", "watch"];

/**
 * What the controllers do in all namespaces: read Ingresses and all that these name, and write their status. Less than
 * the chart gives, which may also change every Service.
 */
export const clusterRules: Rule[] = [
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingressclasses"], verbs: ["get"] },
  // Certificates are where their Ingresses are, in any namespace.
  { apiGroups: [""], resources: ["services", "pods", "secrets"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  {
    apiGroups: ["k8s.nginx.org"],
    resources: ["virtualservers", "virtualserverroutes", "transportservers", "policies"],
    verbs: read,
  },
  {
    apiGroups: ["k8s.nginx.org"],
    resources: ["virtualservers", "virtualserverroutes", "transportservers", "policies"].map(
      (kind) => `${kind}/status`,
    ),
    verbs: ["update"],
  },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "list"] },
];

/** What they do in their own namespace: follow their configuration, label their pods, agree on a leader. */
export function namespaceRules(releases: string[]): Rule[] {
  return [
    { apiGroups: [""], resources: ["configmaps"], verbs: read },
    { apiGroups: [""], resources: ["pods"], verbs: ["get", "update"] },
    { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["get"] },
    {
      apiGroups: ["coordination.k8s.io"],
      resources: ["leases"],
      resourceNames: releases.map(leaseName),
      verbs: ["get", "update"],
    },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
  ];
}

/** Gives the controllers' service account its rights. */
export function controllerRights(
  name: string,
  { namespace, releases }: { namespace: pulumi.Input<string>; releases: string[] },
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const subjects = [{ kind: "ServiceAccount", name: controllerName, namespace }];
  const bound = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: controllerName });
  const metadata = { name: controllerName };
  const inNamespace = { name: controllerName, namespace };
  return [
    new k8s.rbac.v1.ClusterRole(`${name}-role`, { metadata, rules: clusterRules }, opts),
    new k8s.rbac.v1.ClusterRoleBinding(`${name}-role`, { metadata, roleRef: bound("ClusterRole"), subjects }, opts),
    new k8s.rbac.v1.Role(`${name}-role`, { metadata: inNamespace, rules: namespaceRules(releases) }, opts),
    new k8s.rbac.v1.RoleBinding(`${name}-role`, { metadata: inNamespace, roleRef: bound("Role"), subjects }, opts),
  ];
}
