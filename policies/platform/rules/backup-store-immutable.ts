import { azureType } from "../../lib/cloud/azure";
import { someReferring } from "../../lib/cloud/join";
import { idOf, ofType, propsOf } from "../../lib/cloud/resources";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { BackupStorageLocation } from "../../lib/kubernetes/storage";
import { DAM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { stackRule, type Resource } from "../../lib/rule";
import { concerning, nonEmpty, select, some, text } from "../../lib/unknowns";

export const backupStoreImmutable = stackRule({
  name: "backup-store-immutable",
  title: "Backups survive the loss of the region and of an administrator's credentials",
  description:
    "Where backups go, nobody may delete or overwrite them for a while: the store must lock versions, encrypt with a customer's key and be in another region than the cluster.",
  group: "storage",
  severity: "high",
  levels: DAM,
  references: ["Kyverno kasten-3-2-1-backup", "Kyverno kasten-immutable-location-profile"],
  remedy:
    "Declare the bucket in the stack with object lock, versions, KMS and another region (Azure: a storage account with immutable versions), or waive it with who checked a store that another stack made.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    for (const location of objects.of<BackupStorageLocation>("velero.io/BackupStorageLocation")) {
      if (location.patch) continue;
      report.on(location.urn, () => {
        const azure = text(location.body.spec?.provider).endsWith("azure");
        (azure ? checkAzure : checkAws)(location, resources, report);
      });
    }
  },
});

type Location = KubernetesObject<BackupStorageLocation>;

interface Bucket {
  bucket: string;
  id: string;
  region: string;
  objectLockEnabled: boolean;
}

function checkAws({ body }: Location, resources: readonly Resource[], report: Report): void {
  const name = text(body.spec?.objectStorage?.bucket);
  const buckets = ofType(resources, "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2");
  const bucket = only(buckets, (b) => propsOf<Bucket>(b).bucket === name, report);
  if (!bucket) return;
  const props = propsOf<Bucket>(bucket);
  const attached = (kind: string, holds: (props: Record<string, never>) => boolean) =>
    someReferring(ofType(resources, kind), "bucket", bucket, [() => props.bucket, () => props.id], (resource) =>
      concerning(idOf(resource), () => holds(resource.props as Record<string, never>)),
    );
  const must = (what: string, holds: () => boolean) =>
    report.attempt(() => {
      if (!concerning(idOf(bucket), holds)) report.violation(`the bucket must ${what}`);
    });
  must("have objectLockEnabled", () => props.objectLockEnabled === true);
  must("lock objects by default (BucketObjectLockConfiguration)", () =>
    attached("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", (lock) => {
      const { rule } = lock as { rule?: { defaultRetention?: { mode?: string } } };
      return rule?.defaultRetention?.mode !== undefined;
    }),
  );
  must("keep versions (BucketVersioning)", () =>
    attached("aws:s3/bucketVersioning:BucketVersioning", (versioning) => {
      const { versioningConfiguration } = versioning as { versioningConfiguration?: { status?: string } };
      return versioningConfiguration?.status === "Enabled";
    }),
  );
  must("encrypt with KMS (BucketServerSideEncryptionConfiguration)", () =>
    attached("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", (encryption) =>
      some(
        () => (encryption as { rules?: { applyServerSideEncryptionByDefault?: { sseAlgorithm?: string } }[] }).rules,
        (rule) => rule.applyServerSideEncryptionByDefault?.sseAlgorithm === "aws:kms",
      ),
    ),
  );
  for (const cluster of ofType(resources, "aws:eks/cluster:Cluster")) {
    must("be in another region than the cluster", () => regionOf(bucket) !== regionOf(cluster));
  }
}

/** A resource says its region, or has that of its provider. */
function regionOf(resource: Resource): string {
  const { region } = propsOf<{ region: string }>(resource);
  return text(region ?? resource.provider?.props["region"]);
}

interface Account {
  accountName: string;
  location: string;
  immutableStorageWithVersioning: { enabled?: boolean };
  encryption: { keySource?: string };
}

function checkAzure({ body }: Location, resources: readonly Resource[], report: Report): void {
  const name = text(body.spec?.config?.["storageAccount"]);
  const accounts = azureType(resources, "storage:StorageAccount");
  const account = only(accounts, (a) => propsOf<Account>(a).accountName === name, report);
  if (!account) return;
  const props = propsOf<Account>(account);
  const must = (what: string, holds: () => boolean) =>
    report.attempt(() => {
      if (!concerning(idOf(account), holds)) report.violation(`the storage account must ${what}`);
    });
  must("have immutable versions", () => props.immutableStorageWithVersioning?.enabled === true);
  must("encrypt with a customer's key", () => props.encryption?.keySource === "Microsoft.Keyvault");
  for (const cluster of azureType(resources, "containerservice:ManagedCluster")) {
    must("be in another region than the cluster", () => {
      return text(props.location) !== text(propsOf<{ location: string }>(cluster).location);
    });
  }
}

/** The store that the stack declares; without one nothing is known of it. */
function only(stores: Resource[], matches: (store: Resource) => boolean, report: Report): Resource | undefined {
  const { found, unknown } = select(
    () => stores,
    (store) => concerning(idOf(store), () => matches(store)),
  );
  const [store] = found;
  if (store) return store;
  if (nonEmpty(() => unknown)) unknown.forEach((item) => report.undetermined(item));
  else report.violation("the store must be declared in the stack: nothing is known of it here");
  return undefined;
}
