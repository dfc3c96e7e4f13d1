import { vaultK8sRoleBound } from "../../../policies/platform/rules/vault-k8s-role-bound";
import { unknown } from "../../support/cloud";
import { namespace, patch, serviceAccount } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import { kubernetesRole, vaultPolicy } from "../../support/vault";
import type { Failing, RuleCases } from "../../support/rules";

const account = serviceAccount("shop/api");
const policy = vaultPolicy("shop");
const bad = (props: Record<string, unknown>, ...says: string[]): Failing => ({
  resources: [kubernetesRole(props), account, policy],
  says,
});
const missing = (who: string) => `the service account ${who} must exist`;
const NO_POLICY = "tokenPolicies[0] must name a policy that exists";

export const cases: RuleCases = {
  rule: vaultK8sRoleBound,
  passing: {
    "an account and a policy of the stack": [kubernetesRole(), account, policy],
    "the policy that every Vault has": [kubernetesRole({ tokenPolicies: ["default"] }), account],
    "a policy that Vault has already": {
      resources: [kubernetesRole({ tokenPolicies: ["old"] }), account],
      config: { policies: ["old"] },
    },
    "several accounts in several namespaces": [
      kubernetesRole({ boundServiceAccountNames: ["api", "web"], boundServiceAccountNamespaces: ["shop", "store"] }),
      ...["shop/api", "shop/web", "store/api", "store/web"].map((place) => serviceAccount(place)),
      policy,
    ],
    "an account of a chart that was not rendered": [
      kubernetesRole(),
      policy,
      { type: "kubernetes:helm.sh/v4:Chart", name: "api", props: { namespace: "shop" } },
    ],
    "no roles": [policy],
  },
  failing: {
    "any account": bad({ boundServiceAccountNames: ["*"] }, "boundServiceAccountNames[0] must not be a pattern"),
    "accounts by a pattern": bad(
      { boundServiceAccountNames: ["api", "api-*"] },
      "boundServiceAccountNames[1] must not be a pattern",
    ),
    "any namespace": bad(
      { boundServiceAccountNamespaces: ["*"] },
      "boundServiceAccountNamespaces[0] must not be a pattern",
    ),
    "namespaces by a label": bad(
      { boundServiceAccountNamespaces: null, boundServiceAccountNamespaceSelector: "team=shop" },
      "boundServiceAccountNamespaceSelector must not be set: labels of namespaces are not Vault's",
    ),
    "an account that does not exist": {
      resources: [kubernetesRole(), namespace("shop"), patch(account), policy],
      says: missing("shop/api"),
    },
    "an account that does not exist everywhere": bad(
      { boundServiceAccountNamespaces: ["shop", "store"] },
      missing("store/api"),
    ),
    "tokens for anybody": bad({ audience: null }, "audience must be set: Vault would take any pod's token"),
    "a policy that does not exist": bad({ tokenPolicies: ["shpo"] }, NO_POLICY),
    "no policy of the stack": { resources: [kubernetesRole(), account], says: NO_POLICY },
  },
  unknown: {
    "an account": {
      resources: [kubernetesRole({ boundServiceAccountNames: [UNKNOWN] }), account, policy],
      says: unknown("boundServiceAccountNames.0"),
    },
    "the name of the only policy": {
      resources: [kubernetesRole(), account, vaultPolicy(UNKNOWN)],
      says: unknown("name", `vault:index/policy:Policy::${UNKNOWN}`),
    },
    "the namespace of the only account": {
      resources: [kubernetesRole(), serviceAccount(`${UNKNOWN}/api`), policy],
      says: unknown("metadata.namespace", `kubernetes:core/v1:ServiceAccount::${UNKNOWN}/api`),
    },
    "the audience": { resources: [kubernetesRole({ audience: UNKNOWN }), account, policy], says: unknown("audience") },
  },
};
