import { backupStoreImmutable } from "../../../policies/platform/rules/backup-store-immutable";
import { aws, azure, unknown } from "../../support/cloud";
import { object } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const location = (spec: object = { provider: "aws", objectStorage: { bucket: "backups" } }) =>
  object("velero.io/v1/BackupStorageLocation", "velero/default", { spec });
const bucket = (props: object = {}) =>
  aws("s3/Bucket", "b", { bucket: "backups", region: "eu-west-1", objectLockEnabled: true, ...props });
const lock = aws("s3/BucketObjectLockConfiguration", "b", {
  bucket: "backups",
  rule: { defaultRetention: { mode: "COMPLIANCE", days: 14 } },
});
const versions = aws("s3/BucketVersioning", "b", { bucket: "backups", versioningConfiguration: { status: "Enabled" } });
const encryption = aws("s3/BucketServerSideEncryptionConfiguration", "b", {
  bucket: "backups",
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
});
const eks = aws("eks/Cluster", "main", {}, { provider: { region: "eu-central-1" } });
const fine = [location(), bucket(), lock, versions, encryption, eks];

const onAzure = location({ provider: "velero.io/azure", config: { storageAccount: "backups" } });
const account = (props: object = {}) =>
  azure("storage:StorageAccount", "b", {
    accountName: "backups",
    location: "northeurope",
    immutableStorageWithVersioning: { enabled: true },
    encryption: { keySource: "Microsoft.Keyvault" },
    ...props,
  });
const aks = azure("containerservice:ManagedCluster", "main", { location: "westeurope" });
const UNSEEN = "the store must be declared in the stack: nothing is known of it here";

export const cases: RuleCases = {
  rule: backupStoreImmutable,
  passing: {
    "a locked bucket in another region": fine,
    "a locked storage account in another region": [onAzure, account(), aks],
  },
  failing: {
    "a bucket of another stack": { resources: [location()], says: UNSEEN },
    "a bare bucket beside the cluster": {
      resources: [
        location(),
        aws("s3/Bucket", "b", { bucket: "backups" }, { provider: { region: "eu-central-1" } }),
        eks,
      ],
      says: [
        "the bucket must have objectLockEnabled",
        "the bucket must lock objects by default (BucketObjectLockConfiguration)",
        "the bucket must keep versions (BucketVersioning)",
        "the bucket must encrypt with KMS (BucketServerSideEncryptionConfiguration)",
        "the bucket must be in another region than the cluster",
      ],
    },
    "a lock that nothing gets by default": {
      resources: [location(), bucket(), { ...lock, props: { bucket: "backups" } }, versions, encryption],
      says: "the bucket must lock objects by default (BucketObjectLockConfiguration)",
    },
    "a storage account of another stack": { resources: [onAzure], says: UNSEEN },
    "a storage account beside the cluster": {
      resources: [
        onAzure,
        account({ location: "westeurope", immutableStorageWithVersioning: { enabled: false }, encryption: {} }),
        aks,
      ],
      says: [
        "the storage account must have immutable versions",
        "the storage account must encrypt with a customer's key",
        "the storage account must be in another region than the cluster",
      ],
    },
  },
  unknown: {
    "the name of the bucket": {
      resources: [location(), bucket({ bucket: UNKNOWN }), lock, versions, encryption],
      says: unknown("bucket", "aws:s3/bucket:Bucket::b"),
    },
    "whether it locks": {
      resources: [location(), bucket({ objectLockEnabled: UNKNOWN }), lock, versions, encryption],
      says: unknown("objectLockEnabled", "aws:s3/bucket:Bucket::b"),
    },
  },
};
