import { bindingTargetsExist } from "../../../policies/platform/rules/binding-targets-exist";
import {
  clusterRole,
  clusterRoleBinding,
  listOf,
  namespace,
  object,
  patch,
  role,
  roleBinding,
  serviceAccount,
  subject,
} from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const reader = role("shop/reader");
const web = serviceAccount("shop/web");
const bound = subject("ServiceAccount shop/web");
const MISSING = "subjects[0] names the ServiceAccount shop/web, which does not exist";

export const cases: RuleCases = {
  rule: bindingTargetsExist,
  passing: {
    "a declared role and service account": [roleBinding("shop/web", "Role reader", bound), reader, web],
    "an account without its namespace, which is the binding's": [
      roleBinding("shop/web", "Role reader", { kind: "ServiceAccount", name: "web" }),
      reader,
      web,
    ],
    "a declared cluster role": [clusterRoleBinding("web", "ClusterRole reader", bound), clusterRole("reader"), web],
    "roles and accounts in lists": [
      roleBinding("shop/web", "Role reader", bound),
      listOf("rbac.authorization.k8s.io/v1/RoleList", "roles", reader),
      listOf("core/v1/ServiceAccountList", "accounts", web),
    ],
    "roles of the API server": [
      clusterRoleBinding("a", "ClusterRole cluster-admin", subject("Group ops")),
      roleBinding("shop/b", "ClusterRole admin", subject("Group ops")),
      roleBinding("shop/c", "ClusterRole edit", subject("Group ops")),
      roleBinding("shop/d", "ClusterRole view", subject("Group ops")),
      clusterRoleBinding("e", "ClusterRole system:auth-delegator", bound),
      roleBinding("kube-system/f", "Role extension-apiserver-authentication-reader", bound),
      web,
    ],
    "accounts that every cluster has": [
      roleBinding(
        "shop/a",
        "ClusterRole view",
        subject("ServiceAccount shop/default"),
        subject("ServiceAccount kube-system/default"),
      ),
      clusterRoleBinding(
        "b",
        "ClusterRole view",
        subject("ServiceAccount kube-system/coredns"),
        subject("ServiceAccount kube-system/namespace-controller"),
      ),
      namespace("shop"),
    ],
    "people, who are known elsewhere": [
      clusterRoleBinding("a", "ClusterRole view", subject("User anna"), subject("Group x")),
    ],
    "what a chart that was not rendered may bring": [
      clusterRoleBinding("a", "ClusterRole of-chart", subject("ServiceAccount tools/of-chart")),
      roleBinding("tools/a", "Role of-chart", subject("Group ops")),
      { type: "kubernetes:helm.sh/v4:Chart", name: "tools", props: { namespace: "tools" } },
    ],
    "a patch without a role": [
      patch(object("rbac.authorization.k8s.io/v1/RoleBinding", "shop/x", { subjects: [subject("Group a")] })),
    ],
  },
  failing: {
    "a missing role": {
      resources: [roleBinding("shop/web", "Role raeder", bound), reader, web],
      says: "roleRef names the Role shop/raeder, which does not exist".replace("shop/", ""),
    },
    "a missing service account": { resources: [roleBinding("shop/web", "Role reader", bound), reader], says: MISSING },
    "a missing cluster role": {
      resources: [clusterRoleBinding("web", "ClusterRole reader", subject("Group ops"))],
      says: "roleRef names the ClusterRole reader, which does not exist",
    },
    "a role of another namespace": {
      resources: [roleBinding("store/web", "Role reader", subject("Group ops")), reader],
      says: "roleRef names the Role reader, which does not exist",
    },
    "a role that is only patched": {
      resources: [roleBinding("shop/web", "Role reader", subject("Group ops")), patch(reader)],
      says: "roleRef names the Role reader, which does not exist",
    },
    "a cluster role where a role has the name": {
      resources: [roleBinding("shop/web", "ClusterRole reader", subject("Group ops")), reader],
      says: "roleRef names the ClusterRole reader, which does not exist",
    },
    "a cluster binding of a role": {
      resources: [clusterRoleBinding("web", "Role reader", subject("Group ops")), reader],
      says: "roleRef.kind must be ClusterRole, or Role in a RoleBinding",
    },
    "an account of another namespace": {
      resources: [roleBinding("shop/web", "Role reader", subject("ServiceAccount store/web")), reader, web],
      says: "subjects[0] names the ServiceAccount store/web, which does not exist",
    },
    "an account without its namespace in a cluster binding": {
      resources: [clusterRoleBinding("web", "ClusterRole view", { kind: "ServiceAccount", name: "web" }), web],
      says: "subjects[0].namespace must be set: a service account has one",
    },
    "an account written as a user": {
      resources: [clusterRoleBinding("web", "ClusterRole view", subject("User system:serviceaccount:shop:web"))],
      says: MISSING,
    },
    "the default account of a namespace that nobody makes": {
      resources: [clusterRoleBinding("web", "ClusterRole view", subject("ServiceAccount shop/default"))],
      says: "subjects[0] names the ServiceAccount shop/default, which does not exist",
    },
    "an add-on's account outside of kube-system": {
      resources: [clusterRoleBinding("web", "ClusterRole view", subject("ServiceAccount shop/coredns"))],
      says: "subjects[0] names the ServiceAccount shop/coredns, which does not exist",
    },
    "a patch that adds a missing account": {
      resources: [patch(object("rbac.authorization.k8s.io/v1/RoleBinding", "shop/x", { subjects: [bound] }))],
      says: MISSING,
    },
    "what no rendered chart brings": {
      resources: [
        clusterRoleBinding("a", "ClusterRole view", subject("ServiceAccount shop/web")),
        { type: "kubernetes:helm.sh/v4:Chart", name: "tools", props: { namespace: "tools" } },
      ],
      says: MISSING,
    },
  },
  unknown: {
    "the name of the only account": {
      resources: [roleBinding("shop/web", "Role reader", bound), reader, serviceAccount(`shop/${UNKNOWN}`)],
      says: `metadata.name of kubernetes:core/v1:ServiceAccount::shop/${UNKNOWN} is not known before the deployment`,
    },
    "the role, while an account is certainly missing": {
      resources: [roleBinding("shop/web", `Role ${UNKNOWN}`, bound), reader],
      says: [MISSING, "roleRef.name is not known before the deployment"],
    },
  },
};
