import { clusterAdminAllowlist } from "../../../policies/platform/rules/cluster-admin-allowlist";
import type { PolicyRule } from "../../../policies/lib/kubernetes/types";
import {
  clusterRole,
  clusterRoleBinding,
  listOf,
  object,
  patch,
  RBAC,
  role,
  roleBinding,
  subject,
} from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const GROUP = "rbac.authorization.k8s.io";
const ROOT: PolicyRule = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const PODS: PolicyRule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const ops = subject("Group ops");
const bind = (to: string) => clusterRoleBinding("ops", `ClusterRole ${to}`, ops);
const WRITES = "it writes every resource";
const says = (to: string, why: string) => `Group ops must not get the ${to}: ${why}`;
const CLUSTER_ADMIN = says("ClusterRole cluster-admin", "it may do everything");
const IMPERSONATES = "it acts as any of the service accounts (impersonate)";
const through = (...rules: PolicyRule[]) => [bind("power"), clusterRole("power", ...rules)];
const way = (why: string, ...rules: PolicyRule[]): Failing => ({
  resources: through(...rules),
  says: says("ClusterRole power", why),
});
/** A ClusterRole with a label, or one that takes in those with it. */
const labelled = (name: string, labels: Record<string, string>, ...rules: PolicyRule[]) =>
  object(`${RBAC}/ClusterRole`, name, { rules }, { labels });
const aggregating = (name: string, labels: Record<string, string>) =>
  object(`${RBAC}/ClusterRole`, name, {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
    rules: [],
  });

export const cases: RuleCases = {
  rule: clusterAdminAllowlist,
  passing: {
    "narrow roles": [bind("power"), clusterRole("power", PODS)],
    "view over the whole cluster": [bind("view")],
    "admin of a namespace": [roleBinding("shop/ops", "ClusterRole admin", ops)],
    "everything in a namespace by a role of it": [roleBinding("shop/ops", "Role all", ops), role("shop/all", ROOT)],
    "subjects that configuration allows": {
      resources: [clusterRoleBinding("ops", "ClusterRole cluster-admin", ops, subject("ServiceAccount flux/flux"))],
      config: { subjects: ["Group ops", "ServiceAccount flux/flux"] },
    },
    "nobody bound": [clusterRoleBinding("ops", "ClusterRole cluster-admin")],
    "reading everything": through({ ...ROOT, verbs: ["get", "list", "watch"] }),
    "escalation without writing roles": through({
      apiGroups: [GROUP],
      resources: ["clusterroles"],
      verbs: ["escalate"],
    }),
    "binding named roles": through(
      { apiGroups: [GROUP], resources: ["clusterroles"], verbs: ["bind"], resourceNames: ["view"] },
      { apiGroups: [GROUP], resources: ["rolebindings"], verbs: ["create"] },
    ),
    "a role aggregated from narrow ones": [
      bind("sum"),
      aggregating("sum", { part: "sum" }),
      labelled("a", { part: "sum" }, PODS),
      labelled("b", { part: "other" }, ROOT),
    ],
    "a role that aggregates itself": [
      bind("loop"),
      object(
        `${RBAC}/ClusterRole`,
        "loop",
        { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: "loop" } }] }, rules: [PODS] },
        { labels: { part: "loop" } },
      ),
    ],
    "a role that nothing here knows": [bind("elsewhere")],
  },
  failing: {
    "cluster-admin": { resources: [bind("cluster-admin")], says: CLUSTER_ADMIN },
    "cluster-admin by another name": {
      resources: through({ ...ROOT, verbs: ["get", "create"] }),
      says: says("ClusterRole power", WRITES),
    },
    "all but those that configuration allows": {
      resources: [
        clusterRoleBinding("ops", "ClusterRole power", ops, subject("User anna"), subject("ServiceAccount a/b")),
        clusterRole("power", { ...ROOT, verbs: ["patch"] }),
      ],
      config: { subjects: ["Group ops", "ServiceAccount b/a"] },
      says: `User anna, ServiceAccount a/b must not get the ClusterRole power: ${WRITES}`,
    },
    "a service account written as a user": {
      resources: [
        clusterRoleBinding("ops", "ClusterRole power", subject("User system:serviceaccount:a:b")),
        clusterRole("power", { ...ROOT, verbs: ["update"] }),
      ],
      says: `ServiceAccount a/b must not get the ClusterRole power: ${WRITES}`,
    },
    "escalation with writing roles": way(
      "it writes roles beyond its own rights (escalate)",
      { apiGroups: [GROUP], resources: ["clusterroles"], verbs: ["escalate"] },
      { apiGroups: [GROUP], resources: ["clusterroles"], verbs: ["update"] },
    ),
    "binding any role": way(
      "it binds any role (bind)",
      { apiGroups: [GROUP], resources: ["clusterroles"], verbs: ["bind"] },
      { apiGroups: [GROUP], resources: ["clusterrolebindings"], verbs: ["create"] },
    ),
    "impersonation of anybody": way("it acts as any of the users (impersonate)", {
      apiGroups: [""],
      resources: ["users"],
      verbs: ["impersonate"],
    }),
    "edit over the whole cluster": { resources: [bind("edit")], says: says("ClusterRole edit", IMPERSONATES) },
    "admin over the whole cluster": { resources: [bind("admin")], says: says("ClusterRole admin", IMPERSONATES) },
    "a role of the control plane": {
      resources: [bind("system:node")],
      says: says("ClusterRole system:node", "it is a role of the control plane"),
    },
    "a role aggregated from parts": {
      resources: [
        bind("sum"),
        aggregating("sum", { part: "sum" }),
        labelled("a", { part: "sum" }, { ...ROOT, verbs: ["create"] }),
      ],
      says: says("ClusterRole sum", WRITES),
    },
    "a role aggregated over several steps": {
      resources: [
        bind("top"),
        aggregating("top", { step: "two" }),
        object(
          `${RBAC}/ClusterRole`,
          "middle",
          {
            aggregationRule: {
              clusterRoleSelectors: [{ matchExpressions: [{ key: "step", operator: "In", values: ["one"] }] }],
            },
          },
          { labels: { step: "two" } },
        ),
        labelled("bottom", { step: "one" }, { ...ROOT, verbs: ["create"] }),
      ],
      says: says("ClusterRole top", WRITES),
    },
    "a role aggregated from the API server's own": {
      resources: [bind("sum"), aggregating("sum", { [`${GROUP}/aggregate-to-edit`]: "true" })],
      says: says("ClusterRole sum", IMPERSONATES),
    },
    "view with what a label adds to it": {
      resources: [
        bind("view"),
        labelled("extra", { [`${GROUP}/aggregate-to-view`]: "true" }, { ...ROOT, verbs: ["create"] }),
      ],
      says: says("ClusterRole view", WRITES),
    },
    "a role with what a patch adds to it": {
      resources: [
        bind("power"),
        clusterRole("power", PODS),
        patch(clusterRole("power", { ...ROOT, verbs: ["create"] })),
      ],
      says: says("ClusterRole power", WRITES),
    },
    "a patch that adds somebody to a binding of the stack": {
      resources: [
        patch(object(`${RBAC}/ClusterRoleBinding`, "root", { subjects: [ops] })),
        clusterRoleBinding("root", "ClusterRole power"),
        clusterRole("power", { ...ROOT, verbs: ["create"] }),
      ],
      says: says("ClusterRole power", WRITES),
    },
    "a patch that adds somebody to the API server's own binding": {
      resources: [patch(object(`${RBAC}/ClusterRoleBinding`, "cluster-admin", { subjects: [ops] }))],
      says: CLUSTER_ADMIN,
    },
    "cluster-admin in a namespace": {
      resources: [roleBinding("shop/ops", "ClusterRole cluster-admin", ops)],
      says: says("ClusterRole cluster-admin", "it may do everything in the namespace, its policies and quota included"),
    },
    "edit in kube-system": {
      resources: [roleBinding("kube-system/ops", "ClusterRole edit", ops)],
      says: says("ClusterRole edit", IMPERSONATES),
    },
    "a role of kube-system that may do everything": {
      resources: [
        roleBinding("kube-system/ops", "Role all", ops),
        role("kube-system/all", { ...ROOT, verbs: ["create"] }),
      ],
      says: says("Role kube-system/all", WRITES),
    },
    "items of lists": {
      resources: [listOf(`${RBAC}/ClusterRoleBindingList`, "all", bind("edit"))],
      says: says("ClusterRole edit", IMPERSONATES),
    },
  },
  unknown: {
    "the role": {
      resources: [bind(UNKNOWN)],
      says: "roleRef.name is not known before the deployment",
    },
    "the verbs of the role": {
      resources: through({ ...ROOT, verbs: [UNKNOWN] }),
      says: `rules.0.verbs.0 of kubernetes:${RBAC}:ClusterRole::power is not known before the deployment`,
    },
    "the name of the only role that it can be": {
      resources: [bind("power"), clusterRole(UNKNOWN, ROOT)],
      says: `metadata.name of kubernetes:${RBAC}:ClusterRole::${UNKNOWN} is not known before the deployment`,
    },
    "the binding that a patch changes": {
      resources: [patch(object(`${RBAC}/ClusterRoleBinding`, "elsewhere", { subjects: [ops] }))],
      says: "roleRef is not known before the deployment",
    },
    "a subject": {
      resources: [clusterRoleBinding("ops", "ClusterRole edit", ops, { kind: "Group", name: UNKNOWN })],
      says: [says("ClusterRole edit", IMPERSONATES), "subjects.1.name is not known before the deployment"],
    },
  },
};
