import * as kms from "@pulumi/aws/kms";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { BackupStore } from "../../contract";
import { accountKeyPolicy } from "../key-policy";
import { bucketPolicy } from "./bucket-policy";
import { backupBucket, backupKeyAlias } from "./names";

export interface AwsBackupStoreArgs {
  clusterName: string;
  accountId: string;
  /** Region of the bucket: another than the cluster's. */
  region: string;
  /** How long nobody can delete or overwrite a backup (days). */
  lockDays: number;
  protect: boolean;
}

/** A bucket in another region whose objects nobody can delete or overwrite for a while, under a key of its own. */
export class AwsBackupStore extends pulumi.ComponentResource {
  readonly store: BackupStore;

  constructor(name: string, args: AwsBackupStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsBackupStore", name, {}, opts);
    const { region, lockDays, protect } = args;
    const owned = { parent: this };
    const kept = { ...owned, protect };
    const bucketName = backupBucket(args);

    const key = new kms.Key(
      name,
      {
        region,
        description: `Backups of ${args.clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(accountKeyPolicy(args.accountId)),
      },
      kept,
    );
    const alias = new kms.Alias(name, { region, name: backupKeyAlias(args), targetKeyId: key.keyId }, owned);
    const created = new s3.Bucket(name, { region, bucket: bucketName, objectLockEnabled: true }, kept);
    const bucket = { region, bucket: created.bucket };

    const versioning = new s3.BucketVersioning(
      name,
      { ...bucket, versioningConfiguration: { status: "Enabled" } },
      owned,
    );
    const settings = [
      versioning,
      new s3.BucketObjectLockConfiguration(
        name,
        // Not "governance": who steals an administrator's credentials must not be able to delete backups either.
        { ...bucket, rule: { defaultRetention: { mode: "COMPLIANCE", days: lockDays } } },
        { ...owned, dependsOn: versioning }, // S3 locks only versions
      ),
      new s3.BucketServerSideEncryptionConfiguration(
        name,
        {
          ...bucket,
          rules: [
            {
              bucketKeyEnabled: true,
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            },
          ],
        },
        owned,
      ),
      new s3.BucketPublicAccessBlock(
        name,
        {
          ...bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        owned,
      ),
      new s3.BucketOwnershipControls(name, { ...bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, owned),
      new s3.BucketPolicy(name, { ...bucket, policy: JSON.stringify(bucketPolicy(bucketName)) }, owned),
      new s3.BucketLifecycleConfiguration(
        name,
        {
          ...bucket,
          rules: [
            {
              id: "remove-what-velero-deleted",
              status: "Enabled",
              filter: { prefix: "" },
              // Velero's deletion only hides an object; the version goes once its lock has ended.
              noncurrentVersionExpiration: { noncurrentDays: lockDays },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
          ],
        },
        { ...owned, dependsOn: versioning },
      ),
    ];
    this.store = {
      plugin: "aws",
      bucket: bucketName,
      config: { region, kmsKeyId: backupKeyAlias(args) },
      ready: [alias, ...settings],
    };
    this.registerOutputs();
  }
}
