import { statementsOf } from "../../lib/cloud/iam";
import { propsOf } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { MMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { resourceRule, type Resource } from "../../lib/rule";

const DOCUMENTS = new Set(["Policy", "RolePolicy", "UserPolicy", "GroupPolicy"].map(token));
const ATTACHMENTS = new Set(
  ["RolePolicyAttachment", "UserPolicyAttachment", "GroupPolicyAttachment", "PolicyAttachment"].map(token),
);
const ROLE = token("Role");
const ACCESS_KEY = token("AccessKey");

export const iamNoStarNoStaticKeys = resourceRule({
  name: "iam-no-star-no-static-keys",
  title: "Nobody may do everything, and nobody has a key that lasts",
  description:
    "IAM policies must not allow all actions on all resources, nobody gets AdministratorAccess, and there are no static access keys.",
  group: "aws",
  severity: "critical",
  levels: MMM,
  framework: cisAws("1.16", "Ensure IAM policies that allow full administrative privileges are not attached"),
  references: ["CIS AWS 1.16", "EKS Best Practices: identity and access", "CKV_AWS_62", "CKV_AWS_274"],
  remedy: "Name actions and resources; give pods a role by Pod Identity, and pipelines one by OIDC.",
  applies: (type) => DOCUMENTS.has(type) || ATTACHMENTS.has(type) || type === ROLE || type === ACCESS_KEY,
  check(resource, report) {
    if (resource.type === ACCESS_KEY) {
      report.violation("must not exist: a key that lasts can be stolen and used from anywhere");
    } else if (DOCUMENTS.has(resource.type)) {
      checkDocument(() => propsOf<{ policy: unknown }>(resource).policy, "policy", report);
    } else if (ATTACHMENTS.has(resource.type)) {
      checkArn(propsOf<{ policyArn: string }>(resource).policyArn, "policyArn", report);
    } else checkRole(resource, report);
  },
});

function checkRole(resource: Resource, report: Report): void {
  const props = propsOf<{ inlinePolicies: { policy?: unknown }[]; managedPolicyArns: string[] }>(resource);
  report.each(
    () => props.inlinePolicies,
    (inline, i) => {
      if (inline.policy !== undefined) checkDocument(() => inline.policy, `inlinePolicies[${i}].policy`, report);
    },
  );
  report.each(
    () => props.managedPolicyArns,
    (arn, i) => checkArn(arn, `managedPolicyArns[${i}]`, report),
  );
}

function checkDocument(document: () => unknown, at: string, report: Report): void {
  const statements = statementsOf(document());
  if (!statements) {
    report.violation(`${at} must be an IAM document`);
    return;
  }
  statements.forEach((statement, i) => {
    if (!statement.allow) return;
    const everything = statement.notActions || statement.actions.some((action) => action === "*" || action === "*:*");
    const everywhere = statement.notResources || statement.resources.includes("*");
    if (everything && everywhere) report.violation(`${at}.Statement[${i}] must not allow everything on everything`);
  });
}

function checkArn(arn: unknown, at: string, report: Report): void {
  if (/:policy\/(job-function\/)?(AdministratorAccess|SystemAdministrator|PowerUserAccess)$/.test(String(arn))) {
    report.violation(`${at} must not be a policy of administrators`);
  }
}

function token(kind: string): string {
  return `aws:iam/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
}
