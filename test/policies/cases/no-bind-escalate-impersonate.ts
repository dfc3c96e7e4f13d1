import { noBindEscalateImpersonate } from "../../../policies/kubernetes/rules/no-bind-escalate-impersonate";
import { clusterRole, listOf, patch, role } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const RBAC = "rbac.authorization.k8s.io";
const BIND = "bind (give roles whose rights it lacks)";
const ESCALATE = "escalate (write roles with rights it lacks)";
const IMPERSONATE = "impersonate (act as somebody else)";

export const cases: RuleCases = {
  rule: noBindEscalateImpersonate,
  passing: {
    "writing roles within its own rights": [
      clusterRole("admin", { apiGroups: [RBAC], resources: ["clusterroles", "roles"], verbs: ["create", "update"] }),
    ],
    "every verb where none of these matters": [
      role("shop/owner", { apiGroups: ["apps"], resources: ["deployments"], verbs: ["*"] }),
    ],
  },
  failing: {
    bind: {
      resources: [clusterRole("binder", { apiGroups: [RBAC], resources: ["clusterroles"], verbs: ["bind"] })],
      says: `rules[0] allows ${BIND}`,
    },
    "bind of named roles": {
      resources: [
        role("shop/binder", { apiGroups: [RBAC], resources: ["roles"], verbs: ["bind"], resourceNames: ["reader"] }),
      ],
      says: `rules[0] allows ${BIND}`,
    },
    escalate: {
      resources: [clusterRole("climber", { apiGroups: [RBAC], resources: ["roles"], verbs: ["get", "escalate"] })],
      says: `rules[0] allows ${ESCALATE}`,
    },
    impersonate: {
      resources: [role("shop/actor", { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] })],
      says: `rules[0] allows ${IMPERSONATE}`,
    },
    "impersonation in parts": {
      resources: [
        clusterRole("actor", {
          apiGroups: ["authentication.k8s.io"],
          resources: ["users"],
          verbs: ["impersonate:user-info"],
        }),
      ],
      says: `rules[0] allows ${IMPERSONATE}`,
    },
    "every verb on roles": {
      resources: [clusterRole("owner", { apiGroups: [RBAC], resources: ["roles"], verbs: ["*"] })],
      says: `rules[0] allows ${BIND}, ${ESCALATE}`,
    },
    "every verb on service accounts": {
      resources: [role("shop/owner", { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["*"] })],
      says: `rules[0] allows ${IMPERSONATE}`,
    },
    everything: {
      resources: [clusterRole("root", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] })],
      says: `rules[0] allows ${BIND}, ${ESCALATE}, ${IMPERSONATE}`,
    },
    "a patch of a role that exists": {
      resources: [patch(clusterRole("view", { apiGroups: [RBAC], resources: ["roles"], verbs: ["escalate"] }))],
      says: `rules[0] allows ${ESCALATE}`,
    },
    "an item of a list": {
      resources: [
        listOf(
          `${RBAC}/v1/ClusterRoleList`,
          "all",
          clusterRole("c", { apiGroups: [RBAC], resources: ["roles"], verbs: ["bind"] }),
        ),
      ],
      says: `rules[0] allows ${BIND}`,
    },
  },
  unknown: {
    "the verbs": {
      resources: [
        clusterRole("owner", { apiGroups: [RBAC], resources: ["roles"], verbs: UNKNOWN as unknown as string[] }),
      ],
      says: "rules.0.verbs is not known before the deployment",
    },
    "the resources of every verb": {
      resources: [clusterRole("owner", { apiGroups: [RBAC], resources: [UNKNOWN], verbs: ["*"] })],
      says: "rules.0.resources.0 is not known before the deployment",
    },
  },
};
