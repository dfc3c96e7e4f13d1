import { backupPlanCoversVolumes } from "../../../policies/cloud/rules/backup-plan-covers-volumes";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const volume = (tags: object = { backup: "daily" }) => aws("ebs/Volume", "data", { tags });
const selection = (props: object = { selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "daily" }] }) =>
  aws("backup/Selection", "daily", { planId: "plan-1", ...props });
const plan = aws("backup/Plan", "daily", { id: "plan-1" });
const vault = (props: object = { kmsKeyArn: "arn:aws:kms:eu-west-1:1:key/1" }) =>
  aws("backup/Vault", "main", { name: "main", ...props });
const lock = aws("backup/VaultLockConfiguration", "main", { backupVaultName: "main" });
const NOT_SELECTED = "a Selection of a backup plan must select it";
const UNLOCKED = "a VaultLockConfiguration must lock the vault";
const NO_KEY = "kmsKeyArn must name a customer's key";

export const cases: RuleCases = {
  rule: backupPlanCoversVolumes,
  passing: {
    "selected by its tag": [volume(), selection(), plan],
    "selected by its ARN": [
      aws("rds/Instance", "db", { arn: "arn:aws:rds:eu-west-1:1:db:shop" }),
      selection({ resources: ["arn:aws:rds:eu-west-1:1:db:shop"] }),
    ],
    "a locked vault": [vault(), lock],
    "a vault with a key that is made with it": [vault({ kmsKeyArn: UNKNOWN }), lock],
    "no data outside of Kubernetes": [aws("s3/Bucket", "data")],
  },
  failing: {
    "no selection": { resources: [volume()], says: NOT_SELECTED },
    "another tag": { resources: [volume({ backup: "never" }), selection()], says: NOT_SELECTED },
    "a vault without lock and key": { resources: [vault({})], says: [NO_KEY, UNLOCKED] },
    "a plan for nothing": { resources: [plan], says: "a Selection must give the plan something to save" },
  },
  unknown: {
    "the tag": {
      resources: [volume({ backup: UNKNOWN }), selection()],
      says: unknown("tags.backup"),
    },
  },
};
