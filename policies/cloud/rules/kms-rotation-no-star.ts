import { statementsOf } from "../../lib/cloud/iam";
import { propsOf } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

interface Key {
  enableKeyRotation: boolean;
  customerMasterKeySpec: string;
  policy: unknown;
}

export const kmsRotationNoStar = resourceRule({
  name: "kms-rotation-no-star",
  title: "Keys rotate and are not everybody's",
  description: "A KMS key must rotate by itself, and its policy must not give it to everybody.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisAws("3.6", "Ensure rotation for customer-created symmetric CMKs is enabled"),
  references: ["CIS AWS 3.6", "CKV_AWS_7", "CKV_AWS_33"],
  remedy: "Set enableKeyRotation: true, and name principals in the key's policy instead of *.",
  applies: (type) => type === "aws:kms/key:Key",
  check(resource, report) {
    const props = propsOf<Key>(resource);
    report.attempt(() => {
      const symmetric = [undefined, null, "SYMMETRIC_DEFAULT"].includes(props.customerMasterKeySpec); // others cannot
      if (symmetric && props.enableKeyRotation !== true) report.violation("enableKeyRotation must be true");
    });
    report.attempt(() => {
      const { policy } = props;
      if (policy === undefined || policy === null) return; // AWS' own: the account
      const statements = statementsOf(policy);
      if (!statements) report.violation("policy must be an IAM document");
      else if (
        statements.some(
          ({ allow, principals, conditions }) => allow && principals.includes("*") && conditions.length === 0,
        )
      ) {
        report.violation("policy must not allow the principal *");
      }
    });
  },
});
