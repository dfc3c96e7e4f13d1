import { mountedIdentityBudget } from "../../../policies/platform/rules/mounted-identity-budget";
import type { PolicyRule } from "../../../policies/lib/kubernetes/types";
import {
  clusterRole,
  clusterRoleBinding,
  deployment,
  listOf,
  object,
  patch,
  POD_KINDS,
  RBAC,
  role,
  roleBinding,
  serviceAccount,
  subject,
  workload,
} from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const SECRETS: PolicyRule = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
const PODS: PolicyRule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const as = (account: string) => ({ serviceAccountName: account });
const web = deployment("shop/web", as("web"));
const account = (automount?: boolean) =>
  serviceAccount("shop/web", automount === undefined ? {} : { automountServiceAccountToken: automount });
const bound = (to: string, who = "ServiceAccount shop/web") => clusterRoleBinding("web", to, subject(who));
const reads = [bound("ClusterRole reader"), clusterRole("reader", SECRETS)];
const tokenVolume = (token: object | null) => ({
  automountServiceAccountToken: false,
  volumes: [
    { name: "config", configMap: {} },
    { name: "token", projected: { sources: [{ configMap: {} }, { serviceAccountToken: token }] } },
  ],
});
const SAYS = "runs as shop/web, to which ClusterRoleBinding web gives the ClusterRole reader: reading every Secret";
const gives = (to: string, what: string, who = "shop/web") =>
  `runs as ${who}, to which ClusterRoleBinding web gives the ${to}: ${what}`;
const kinds = Object.keys(POD_KINDS);

export const cases: RuleCases = {
  rule: mountedIdentityBudget,
  passing: {
    "an account within the budget": [web, bound("ClusterRole reader"), clusterRole("reader", PODS)],
    "an account that nothing is bound to": [
      web,
      ...reads.slice(1),
      bound("ClusterRole reader", "ServiceAccount store/web"),
    ],
    "a token that the pod turns off": [
      deployment("shop/web", { ...as("web"), automountServiceAccountToken: false }),
      account(true),
      ...reads,
    ],
    "a token that the account turns off": [web, account(false), ...reads],
    "a token that a patch of the account turns off": [web, patch(account(false)), ...reads],
    "a projected token for somebody else": [
      deployment("shop/web", { ...as("web"), ...tokenVolume({ audience: "vault", path: "token" }) }),
      ...reads,
    ],
    "people with the account's name": [web, bound("ClusterRole reader", "User web"), ...reads.slice(1)],
    "a named Secret": [web, bound("ClusterRole reader"), clusterRole("reader", { ...SECRETS, resourceNames: ["tls"] })],
    "delegated authentication": [web, bound("ClusterRole system:auth-delegator")],
    "a patch that leaves the account alone": [patch(deployment("shop/web", {})), ...reads],
  },
  failing: {
    ...Object.fromEntries(
      kinds.map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", as("web")), ...reads], says: SAYS },
      ]),
    ),
    "an account that mounts by itself": { resources: [web, account(), ...reads], says: SAYS },
    "a pod that mounts though its account does not": {
      resources: [
        deployment("shop/web", { ...as("web"), automountServiceAccountToken: true }),
        account(false),
        ...reads,
      ],
      says: SAYS,
    },
    "a patch that turns the token on again": {
      resources: [web, account(false), patch(account(true)), ...reads],
      says: SAYS,
    },
    "a projected token for the API server": {
      resources: [deployment("shop/web", { ...as("web"), ...tokenVolume({ path: "token" }) }), ...reads],
      says: SAYS,
    },
    "a projected token for the API server by name": {
      resources: [
        deployment("shop/web", {
          ...as("web"),
          ...tokenVolume({ audience: "https://kubernetes.default.svc.cluster.local" }),
        }),
        ...reads,
      ],
      says: SAYS,
    },
    "the field's former name": { resources: [deployment("shop/web", { serviceAccount: "web" }), ...reads], says: SAYS },
    "the default account": {
      resources: [
        deployment("shop/web", {}),
        bound("ClusterRole reader", "ServiceAccount shop/default"),
        ...reads.slice(1),
      ],
      says: gives("ClusterRole reader", "reading every Secret", "shop/default"),
    },
    "an account bound as a user": {
      resources: [web, bound("ClusterRole reader", "User system:serviceaccount:shop:web"), ...reads.slice(1)],
      says: SAYS,
    },
    "all accounts of its namespace": {
      resources: [web, bound("ClusterRole reader", "Group system:serviceaccounts:shop"), ...reads.slice(1)],
      says: SAYS,
    },
    "all accounts": {
      resources: [web, bound("ClusterRole reader", "Group system:serviceaccounts"), ...reads.slice(1)],
      says: SAYS,
    },
    "everybody who can log in": {
      resources: [web, bound("ClusterRole reader", "Group system:authenticated"), ...reads.slice(1)],
      says: SAYS,
    },
    "a role of another namespace": {
      resources: [
        web,
        roleBinding("store/peek", "Role reader", subject("ServiceAccount shop/web")),
        role("store/reader", SECRETS),
      ],
      says: "runs as shop/web, to which RoleBinding store/peek gives the Role store/reader: reading every Secret",
    },
    "several powers": {
      resources: [
        web,
        bound("ClusterRole reader"),
        clusterRole(
          "reader",
          { ...PODS, verbs: ["*"] },
          { apiGroups: [""], resources: ["pods/exec"], verbs: ["create"] },
        ),
      ],
      says: gives("ClusterRole reader", "every verb (*), pods/exec (commands in any container)"),
    },
    "several bindings": {
      resources: [
        web,
        ...reads,
        clusterRoleBinding("exec", "ClusterRole exec", subject("ServiceAccount shop/web")),
        clusterRole("exec", { apiGroups: [""], resources: ["pods/exec"], verbs: ["create"] }),
      ],
      says: [
        SAYS,
        "runs as shop/web, to which ClusterRoleBinding exec gives the ClusterRole exec: pods/exec (commands in any container)",
      ],
    },
    "a power that aggregation adds": {
      resources: [
        web,
        bound("ClusterRole sum"),
        object(`${RBAC}/ClusterRole`, "sum", {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: "sum" } }] },
        }),
        object(`${RBAC}/ClusterRole`, "part", { rules: [SECRETS] }, { labels: { part: "sum" } }),
      ],
      says: gives("ClusterRole sum", "reading every Secret through ClusterRole part"),
    },
    edit: {
      resources: [web, bound("ClusterRole edit")],
      says: gives(
        "ClusterRole edit",
        [
          "reading every Secret",
          "pods/exec (commands in any container)",
          "pods/attach (the terminal of any container)",
          "impersonate (act as somebody else)",
          "serviceaccounts/token (tokens of every service account)",
        ]
          .map((power) => `${power} through ClusterRole system:aggregate-to-edit`)
          .join(", "),
      ),
    },
    "cluster-admin": {
      resources: [web, bound("ClusterRole cluster-admin")],
      says: gives("ClusterRole cluster-admin", "everything"),
    },
    "a role of the control plane": {
      resources: [web, bound("ClusterRole system:node")],
      says: gives("ClusterRole system:node", "the control plane's own rights"),
    },
    "a patch that gives the workload another account": {
      resources: [patch(web), ...reads],
      says: SAYS,
    },
    "a workload in a list": { resources: [listOf("apps/v1/DeploymentList", "all", web), ...reads], says: SAYS },
  },
  unknown: {
    "the account of a workload": {
      resources: [deployment("shop/web", as(UNKNOWN)), ...reads],
      says: "spec.template.spec.serviceAccountName is not known before the deployment",
    },
    "whether the token is mounted": {
      resources: [deployment("shop/web", { ...as("web"), automountServiceAccountToken: UNKNOWN }), ...reads],
      says: "spec.template.spec.automountServiceAccountToken is not known before the deployment",
    },
    "who gets an excessive role": {
      resources: [
        clusterRoleBinding("web", "ClusterRole reader", { kind: "ServiceAccount", name: UNKNOWN, namespace: "shop" }),
        ...reads.slice(1),
        web,
      ],
      says: "subjects.0.name is not known before the deployment",
    },
    "the rules of the role": {
      resources: [web, bound("ClusterRole reader"), clusterRole("reader", { ...SECRETS, resources: [UNKNOWN] })],
      says: `rules.0.resources.0 of kubernetes:${RBAC}:ClusterRole::reader is not known before the deployment`,
    },
  },
};
