import { noBroadSecretRead } from "../../../policies/kubernetes/rules/no-broad-secret-read";
import { clusterRole, listOf, object, patch, role } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const READ = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
const EVERY = "rules[0] allows reading every Secret";
const aggregated = (resource: TestResource, to: string): TestResource => ({
  ...resource,
  props: {
    ...resource.props,
    metadata: { name: "extra", labels: { [`rbac.authorization.k8s.io/aggregate-to-${to}`]: "true" } },
  },
});

export const cases: RuleCases = {
  rule: noBroadSecretRead,
  passing: {
    "named Secrets": [role("shop/reader", { ...READ, resourceNames: ["tls"] })],
    "writing without reading": [role("shop/writer", { ...READ, verbs: ["create", "update", "delete"] })],
    "other resources": [clusterRole("reader", { ...READ, resources: ["configmaps", "secrets/status"] })],
    "Secrets of another API group": [clusterRole("reader", { ...READ, apiGroups: ["example.com"] })],
    "named Secrets aggregated to admin": [
      aggregated(clusterRole("extra", { ...READ, resourceNames: ["tls"] }), "admin"),
    ],
    "named Secrets in a Role, which nothing aggregates": [
      aggregated(role("shop/extra", { ...READ, resourceNames: ["tls"] }), "view"),
    ],
    "a role aggregated to view without Secrets": [
      aggregated(clusterRole("extra", { ...READ, resources: ["pods"] }), "view"),
    ],
  },
  failing: {
    get: { resources: [role("shop/reader", READ)], says: EVERY },
    list: { resources: [clusterRole("reader", { ...READ, verbs: ["list"] })], says: EVERY },
    watch: { resources: [clusterRole("reader", { ...READ, verbs: ["watch"] })], says: EVERY },
    "patch, whose answer is the Secret": { resources: [role("shop/p", { ...READ, verbs: ["patch"] })], says: EVERY },
    "every verb": { resources: [role("shop/owner", { ...READ, verbs: ["*"] })], says: EVERY },
    "every resource": { resources: [clusterRole("owner", { ...READ, resources: ["*"] })], says: EVERY },
    "every API group": { resources: [clusterRole("owner", { ...READ, apiGroups: ["*"] })], says: EVERY },
    "an empty name, which matches lists": {
      resources: [role("shop/reader", { ...READ, verbs: ["list"], resourceNames: ["tls", ""] })],
      says: EVERY,
    },
    "no names in the list of names": { resources: [role("shop/reader", { ...READ, resourceNames: [] })], says: EVERY },
    "named Secrets aggregated to view": {
      resources: [aggregated(clusterRole("extra", { ...READ, resourceNames: ["tls"] }), "view")],
      says: "rules[0] gives every holder of view the Secrets it names",
    },
    "a patch": { resources: [patch(clusterRole("view", READ))], says: EVERY },
    "an item of a list": {
      resources: [listOf("rbac.authorization.k8s.io/v1/RoleList", "all", role("shop/reader", READ))],
      says: EVERY,
    },
  },
  unknown: {
    "the names": {
      resources: [role("shop/reader", { ...READ, resourceNames: UNKNOWN as unknown as string[] })],
      says: "rules.0.resourceNames is not known before the deployment",
    },
    "the labels, where they matter": {
      resources: [
        object(
          "rbac.authorization.k8s.io/v1/ClusterRole",
          "extra",
          { rules: [{ ...READ, resourceNames: ["tls"] }] },
          { labels: UNKNOWN },
        ),
      ],
      says: "metadata.labels is not known before the deployment",
    },
  },
};
