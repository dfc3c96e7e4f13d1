import { idOf, ofType, propsOf } from "../../lib/cloud/resources";
import { Surroundings } from "../../lib/kubernetes/charts";
import { Index, StackObjects } from "../../lib/kubernetes/stack";
import { MMM } from "../../lib/levels";
import { accountsOf, type AccountExists } from "../../lib/rbac/accounts";
import type { Report } from "../../lib/report";
import { stackRule, type Resource } from "../../lib/rule";
import { text } from "../../lib/unknowns";
import { KUBERNETES_ROLE, POLICY, type TokenRole } from "../../lib/vault/resources";

interface KubernetesRole extends TokenRole {
  boundServiceAccountNames: string[];
  boundServiceAccountNamespaces: string[];
  boundServiceAccountNamespaceSelector: string;
  audience: string;
}

/** Policies that every Vault has; root is another rule's. */
const BUILTIN = ["default", "root"];

export const vaultK8sRoleBound = stackRule({
  name: "vault-k8s-role-bound",
  title: "Roles for pods are for named accounts that exist",
  description:
    "A role by which pods log in to Vault must name service accounts that exist, take only tokens that were made for Vault, and give policies that exist: whoever makes what is missing gets or gives these rights.",
  group: "vault",
  severity: "high",
  levels: MMM,
  references: [],
  remedy:
    "Name accounts and namespaces without patterns, set audience, and declare the ServiceAccounts and the vault.Policy in the stack. Policies that Vault has already: list them under policies in the policy's configuration.",
  config: {
    properties: {
      policies: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Policies that Vault has already.",
      },
    },
  },
  check(resources, report) {
    const roles = ofType(resources, KUBERNETES_ROLE);
    if (roles.length === 0) return;
    const objects = new StackObjects(resources, report);
    const accountExists = accountsOf(objects, new Surroundings(objects));
    const policies = new Index<Resource>();
    for (const policy of ofType(resources, POLICY)) {
      policies.add(policy, () => text(propsOf<{ name: string }>(policy).name), idOf(policy));
    }
    const { policies: known = [] } = report.config<{ policies: string[] }>();
    for (const resource of roles) {
      report.on(resource.urn, () => {
        const role = propsOf<KubernetesRole>(resource);
        checkAccounts(role, accountExists, report);
        report.attempt(() => {
          if (text(role.audience) === "") report.violation("audience must be set: Vault would take any pod's token");
        });
        report.each(
          () => role.tokenPolicies,
          (name, i) => {
            if ([...BUILTIN, ...known].includes(name) || policies.some(name)) return;
            report.violation(`tokenPolicies[${i}] must name a policy that exists`);
          },
        );
      });
    }
  },
});

function checkAccounts(role: Partial<KubernetesRole>, exists: AccountExists, report: Report): void {
  const named = (at: "boundServiceAccountNames" | "boundServiceAccountNamespaces") =>
    report.filter(
      () => role[at],
      (name, i) => {
        if (!text(name).includes("*")) return true;
        report.violation(`${at}[${i}] must not be a pattern`);
        return false;
      },
    );
  report.attempt(() => {
    if (text(role.boundServiceAccountNamespaceSelector) === "") return;
    report.violation("boundServiceAccountNamespaceSelector must not be set: labels of namespaces are not Vault's");
  });
  const names = named("boundServiceAccountNames");
  for (const namespace of named("boundServiceAccountNamespaces")) {
    for (const name of names) {
      report.attempt(() => {
        if (exists(text(namespace), text(name))) return;
        report.violation(`the service account ${text(namespace)}/${text(name)} must exist`);
      });
    }
  }
}
