import { someReferring } from "../../lib/cloud/join";
import { isSet, ofType, propsOf } from "../../lib/cloud/resources";
import { DAM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { entries, some } from "../../lib/unknowns";

interface Selection {
  resources: string[];
  selectionTags: { type?: string; key?: string; value?: string }[];
}

/** Data that AWS Backup can save. Volumes of Kubernetes are Velero's. */
const DATA = [
  "aws:ebs/volume:Volume",
  "aws:efs/fileSystem:FileSystem",
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:dynamodb/table:Table",
];

export const backupPlanCoversVolumes = stackRule({
  name: "backup-plan-covers-volumes",
  title: "Data outside of Kubernetes is backed up, in locked vaults",
  description:
    "Every volume, file system and database of AWS must be selected by a backup plan, and backup vaults must be locked and encrypted with a customer's key.",
  group: "aws",
  severity: "medium",
  levels: DAM,
  references: ["CKV2_AWS_9", "CKV2_AWS_18", "CKV_AWS_166"],
  remedy:
    "Tag the resource as a selection of a plan asks, or list it there; give each vault a kmsKeyArn and a VaultLockConfiguration.",
  check(resources, report) {
    const selections = ofType(resources, "aws:backup/selection:Selection");
    for (const data of ofType(resources, ...DATA)) {
      report.on(data.urn, () => {
        const tags = () => propsOf<{ tags: Record<string, string> }>(data).tags;
        const selected = some(
          () => selections,
          (selection) => {
            const props = propsOf<Selection>(selection);
            if (someReferring([selection], "resources", data, [() => propsOf<{ arn: string }>(data).arn])) return true;
            return some(
              () => props.selectionTags,
              ({ key, value }) => entries(tags()).some(([name, read]) => name === key && read() === value),
            );
          },
        );
        if (!selected) report.violation("a Selection of a backup plan must select it");
      });
    }
    const locks = ofType(resources, "aws:backup/vaultLockConfiguration:VaultLockConfiguration");
    for (const vault of ofType(resources, "aws:backup/vault:Vault")) {
      report.on(vault.urn, () => {
        const props = propsOf<{ name: string; kmsKeyArn: string }>(vault);
        report.attempt(() => {
          if (!isSet(() => vault.props, "kmsKeyArn")) report.violation("kmsKeyArn must name a customer's key");
        });
        report.attempt(() => {
          if (!someReferring(locks, "backupVaultName", vault, [() => props.name])) {
            report.violation("a VaultLockConfiguration must lock the vault");
          }
        });
      });
    }
    const plans = ofType(resources, "aws:backup/plan:Plan");
    for (const plan of plans) {
      report.on(plan.urn, () => {
        const used = someReferring(selections, "planId", plan, [() => propsOf<{ id: string }>(plan).id]);
        if (!used) report.violation("a Selection must give the plan something to save");
      });
    }
  },
});
