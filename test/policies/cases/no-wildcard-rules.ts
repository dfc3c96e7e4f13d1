import { noWildcardRules } from "../../../policies/kubernetes/rules/no-wildcard-rules";
import { clusterRole, listOf, object, patch, role } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const READ_PODS = { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] };

export const cases: RuleCases = {
  rule: noWildcardRules,
  passing: {
    "everything named": [role("shop/reader", READ_PODS), clusterRole("reader", READ_PODS)],
    "no rules": [clusterRole("aggregate"), object("rbac.authorization.k8s.io/v1/Role", "shop/none", { rules: null })],
    "non-resource URLs by path": [
      clusterRole("metrics", { nonResourceURLs: ["/metrics", "/healthz/*"], verbs: ["get"] }),
    ],
    "other kinds with rules": [object("networking.k8s.io/v1/Ingress", "shop/web", { rules: [{ verbs: ["*"] }] })],
  },
  failing: {
    "a wildcard verb": {
      resources: [role("shop/owner", READ_PODS, { ...READ_PODS, verbs: ["*"] })],
      says: "rules[1] allows every verb (*)",
    },
    "a wildcard among named verbs": {
      resources: [clusterRole("owner", { ...READ_PODS, verbs: ["get", "*"] })],
      says: "rules[0] allows every verb (*)",
    },
    "a wildcard API group": {
      resources: [clusterRole("owner", { ...READ_PODS, apiGroups: ["*"] })],
      says: "rules[0] allows every API group (*)",
    },
    "a wildcard resource": {
      resources: [clusterRole("owner", { ...READ_PODS, resources: ["*"] })],
      says: "rules[0] allows every resource or subresource (*)",
    },
    "a subresource of every resource": {
      resources: [clusterRole("scaler", { ...READ_PODS, resources: ["*/scale"] })],
      says: "rules[0] allows every resource or subresource (*)",
    },
    "every subresource of a resource": {
      resources: [clusterRole("owner", { ...READ_PODS, resources: ["pods/*"] })],
      says: "rules[0] allows every resource or subresource (*)",
    },
    "every non-resource URL": {
      resources: [clusterRole("metrics", { nonResourceURLs: ["/*"], verbs: ["get"] })],
      says: "rules[0] allows every non-resource URL (*)",
    },
    everything: {
      resources: [clusterRole("root", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] })],
      says: "rules[0] allows every verb (*), every API group (*), every resource or subresource (*)",
    },
    "a patch": {
      resources: [patch(clusterRole("view", { ...READ_PODS, verbs: ["*"] }))],
      says: "rules[0] allows every verb (*)",
    },
    "an item of a list of anything": {
      resources: [
        {
          type: "kubernetes:v1:List",
          name: "all",
          props: {
            items: [
              { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", rules: [{ verbs: ["*"] }] },
              { apiVersion: "v1", kind: "ConfigMap", rules: [{ verbs: ["*"] }] },
            ],
          },
        },
      ],
      says: "rules[0] allows every verb (*)",
    },
    "an item of a typed list, which leaves its type out": {
      resources: [
        listOf("rbac.authorization.k8s.io/v1/RoleList", "all", role("shop/owner", { ...READ_PODS, verbs: ["*"] })),
      ],
      says: "rules[0] allows every verb (*)",
    },
    "a former version of the API": {
      resources: [object("rbac.authorization.k8s.io/v1beta1/ClusterRole", "owner", { rules: [{ verbs: ["*"] }] })],
      says: "rules[0] allows every verb (*)",
    },
  },
  unknown: {
    "one verb, and the other does not settle it": {
      resources: [role("shop/owner", { ...READ_PODS, verbs: ["get", UNKNOWN] })],
      says: "rules.0.verbs.1 is not known before the deployment",
    },
    "one rule": {
      resources: [object("rbac.authorization.k8s.io/v1/Role", "shop/owner", { rules: [UNKNOWN, READ_PODS] })],
      says: "rules.0 is not known before the deployment",
    },
    "the items of a list": {
      resources: [object("rbac.authorization.k8s.io/v1/ClusterRoleList", "all", { items: UNKNOWN })],
      says: "items is not known before the deployment",
    },
  },
};
