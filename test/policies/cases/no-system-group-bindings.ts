import { noSystemGroupBindings } from "../../../policies/kubernetes/rules/no-system-group-bindings";
import { clusterRoleBinding, listOf, object, patch, roleBinding, subject } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const flagged = (who: string, reason: string): Failing => ({
  resources: [clusterRoleBinding("everybody", "ClusterRole view", subject("Group ops"), subject(who))],
  says: `subjects[1] must not be ${who}: ${reason}`,
});

export const cases: RuleCases = {
  rule: noSystemGroupBindings,
  passing: {
    "people, groups and workloads by name": [
      roleBinding(
        "shop/devs",
        "Role dev",
        subject("User anna"),
        subject("Group devs"),
        subject("ServiceAccount shop/web"),
      ),
    ],
    "a user and a service account that only share the name": [
      clusterRoleBinding(
        "odd",
        "ClusterRole view",
        subject("User system:masters"),
        subject("ServiceAccount shop/system:masters"),
      ),
    ],
    "no subjects": [object("rbac.authorization.k8s.io/v1/RoleBinding", "shop/none", { subjects: null })],
  },
  failing: {
    "system:masters": flagged("Group system:masters", "it is above RBAC: nothing can take it away again"),
    "system:authenticated": flagged("Group system:authenticated", "it is everyone who can log in, every pod included"),
    "system:unauthenticated": flagged("Group system:unauthenticated", "it is everyone who reaches the API server"),
    "system:serviceaccounts": flagged("Group system:serviceaccounts", "it is every pod of the cluster"),
    "system:anonymous": flagged("User system:anonymous", "it is everyone who reaches the API server"),
    "a role binding": {
      resources: [roleBinding("shop/all", "Role reader", subject("Group system:authenticated"))],
      says: "subjects[0] must not be Group system:authenticated: it is everyone who can log in, every pod included",
    },
    "a patch that adds a subject": {
      resources: [
        patch(clusterRoleBinding("cluster-admin", "ClusterRole cluster-admin", subject("User system:anonymous"))),
      ],
      says: "subjects[0] must not be User system:anonymous: it is everyone who reaches the API server",
    },
    "an item of a list": {
      resources: [
        listOf(
          "rbac.authorization.k8s.io/v1/RoleBindingList",
          "all",
          roleBinding("shop/a", "Role r", subject("Group system:masters")),
        ),
      ],
      says: "subjects[0] must not be Group system:masters: it is above RBAC: nothing can take it away again",
    },
  },
  unknown: {
    "a group's name": {
      resources: [roleBinding("shop/all", "Role reader", { kind: "Group", name: UNKNOWN })],
      says: "subjects.0.name is not known before the deployment",
    },
    "a subject, while another is certainly everybody": {
      resources: [
        object("rbac.authorization.k8s.io/v1/RoleBinding", "shop/all", {
          subjects: [UNKNOWN, subject("Group system:masters")],
        }),
      ],
      says: [
        "subjects[1] must not be Group system:masters: it is above RBAC: nothing can take it away again",
        "subjects.0 is not known before the deployment",
      ],
    },
  },
};
