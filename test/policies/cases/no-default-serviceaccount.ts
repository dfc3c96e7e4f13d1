import { noDefaultServiceaccount } from "../../../policies/kubernetes/rules/no-default-serviceaccount";
import {
  clusterRoleBinding,
  deployment,
  listOf,
  object,
  patch,
  POD_KINDS,
  roleBinding,
  serviceAccount,
  subject,
  workload,
} from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const UNSET = "serviceAccountName must be set; without it the pod runs as default";
const DEFAULT = "serviceAccountName must not be default";
const kinds = Object.keys(POD_KINDS);

export const cases: RuleCases = {
  rule: noDefaultServiceaccount,
  passing: {
    ...Object.fromEntries(kinds.map((kind) => [kind, [workload(kind, "shop/web", { serviceAccountName: "web" })]])),
    "the field's former name": [deployment("shop/web", { serviceAccount: "web" })],
    "a binding of an account of its own": [roleBinding("shop/web", "Role web", subject("ServiceAccount shop/web"))],
    "people and groups called default": [
      clusterRoleBinding("odd", "ClusterRole view", subject("User default"), subject("Group default")),
    ],
    "a patch that leaves the account alone": [patch(deployment("shop/web", { containers: [] }))],
    "the default account itself": [serviceAccount("shop/default")],
  },
  failing: {
    ...Object.fromEntries(
      kinds.map((kind): [string, Failing] => [kind, { resources: [workload(kind, "shop/web", {})], says: UNSET }]),
    ),
    "default by name": { resources: [deployment("shop/web", { serviceAccountName: "default" })], says: DEFAULT },
    "default by the field's former name": {
      resources: [deployment("shop/web", { serviceAccount: "default" })],
      says: DEFAULT,
    },
    "a patch that sets it": {
      resources: [patch(deployment("shop/web", { serviceAccountName: "default" }))],
      says: DEFAULT,
    },
    "no pod template": { resources: [object("apps/v1/Deployment", "shop/web", { spec: null })], says: UNSET },
    "a former version of the API": { resources: [object("extensions/v1beta1/Deployment", "shop/web")], says: UNSET },
    "a binding of default": {
      resources: [
        roleBinding("shop/web", "Role web", subject("ServiceAccount shop/web"), subject("ServiceAccount shop/default")),
      ],
      says: "subjects[1] must not be the service account default",
    },
    "a binding of default written as a user": {
      resources: [clusterRoleBinding("web", "ClusterRole view", subject("User system:serviceaccount:shop:default"))],
      says: "subjects[0] must not be the service account default",
    },
    "an item of a list": {
      resources: [listOf("apps/v1/DeploymentList", "all", deployment("shop/web", { serviceAccountName: "default" }))],
      says: DEFAULT,
    },
  },
  unknown: {
    "the account": {
      resources: [deployment("shop/web", { serviceAccountName: UNKNOWN })],
      says: "spec.template.spec.serviceAccountName is not known before the deployment",
    },
    "a subject's name, but not that of a group": {
      resources: [
        roleBinding(
          "shop/web",
          "Role web",
          { kind: "Group", name: UNKNOWN },
          { kind: "ServiceAccount", name: UNKNOWN, namespace: "shop" },
        ),
      ],
      says: "subjects.1.name is not known before the deployment",
    },
    "a subject's name": {
      resources: [roleBinding("shop/web", "Role web", { kind: "ServiceAccount", name: UNKNOWN, namespace: "shop" })],
      says: "subjects.0.name is not known before the deployment",
    },
  },
};
