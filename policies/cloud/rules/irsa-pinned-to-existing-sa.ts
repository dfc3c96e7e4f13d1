import { statementsOf, type Statement } from "../../lib/cloud/iam";
import { ofType, propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { ServiceAccount } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { stackRule, type Resource } from "../../lib/rule";
import { some, text } from "../../lib/unknowns";

/** Service accounts that EKS' own add-ons bring. */
const ADD_ONS: Record<string, string> = {
  "kube-system/aws-node": "vpc-cni",
  "kube-system/ebs-csi-controller-sa": "aws-ebs-csi-driver",
  "kube-system/efs-csi-controller-sa": "aws-efs-csi-driver",
};

export const irsaPinnedToExistingSa = stackRule({
  name: "irsa-pinned-to-existing-sa",
  title: "Roles for pods are for one service account that exists",
  description:
    "A role for pods must be for exactly one service account, without patterns, and that account must exist: whoever makes a missing one gets the role.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisEks("5.2.1", "Prefer using dedicated EKS Service Accounts"),
  references: ["CIS EKS 5.2.1", "EKS Best Practices: identity and access"],
  remedy:
    "Name namespace and serviceAccount, or StringEquals on :sub and :aud in a trust policy; declare the ServiceAccount in the stack.",
  check(resources, report) {
    const accounts = accountsOf(resources, report);
    for (const association of ofType(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation")) {
      report.on(association.urn, () => {
        const props = propsOf<{ namespace: string; serviceAccount: string }>(association);
        accounts.mustExist(`${text(props.namespace)}/${text(props.serviceAccount)}`);
      });
    }
    for (const role of ofType(resources, "aws:iam/role:Role")) {
      report.on(role.urn, () => {
        const trust = statementsOf(propsOf<{ assumeRolePolicy: unknown }>(role).assumeRolePolicy) ?? [];
        for (const statement of trust.filter(({ actions }) => actions.includes("sts:AssumeRoleWithWebIdentity"))) {
          if (!statement.principals.some((principal) => principal.includes("oidc.eks."))) continue;
          checkTrust(statement, report, accounts);
        }
      });
    }
  },
});

interface Accounts {
  mustExist(account: string): void;
}

function accountsOf(resources: readonly Resource[], report: Report): Accounts {
  const objects = new StackObjects(resources, report);
  const declared = objects.of<ServiceAccount>("core/ServiceAccount").filter(({ patch }) => !patch);
  const index = objects.index(declared, (account) => `${account.namespace}/${account.name}`);
  const addOns = ofType(resources, "aws:eks/addon:Addon");
  return {
    mustExist(account) {
      const brought = ADD_ONS[account];
      const exists =
        brought === undefined
          ? index.some(account)
          : some(
              () => addOns,
              (addOn) => propsOf<{ addonName: string }>(addOn).addonName === brought,
            );
      if (!exists) report.violation(`the service account ${account} must be declared in the stack`);
    },
  };
}

function checkTrust({ conditions }: Statement, report: Report, accounts: Accounts): void {
  const exactly = (claim: string) =>
    conditions.find(({ operator, key }) => operator === "StringEquals" && key.endsWith(`:${claim}`))?.values ?? [];
  if (exactly("aud").length === 0) report.violation("the trust policy must compare :aud by StringEquals");
  const subjects = exactly("sub");
  if (subjects.length === 0) report.violation("the trust policy must compare :sub by StringEquals");
  for (const subject of subjects) {
    const [, , namespace = "", account = ""] = subject.split(":");
    report.attempt(() => accounts.mustExist(`${namespace}/${account}`));
  }
}
