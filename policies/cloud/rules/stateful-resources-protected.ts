import { isAzure } from "../../lib/cloud/azure";
import { DAM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

/** What holds data, or without which data cannot be read. */
const EXACT = new Set([
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:kms/key:Key",
  "aws:eks/cluster:Cluster",
  "kubernetes:core/v1:PersistentVolumeClaim",
  "kubernetes:ceph.rook.io/v1:CephCluster",
  "kubernetes:ceph.rook.io/v1:CephBlockPool",
  "kubernetes:ceph.rook.io/v1:CephFilesystem",
]);
const AZURE = ["containerservice:ManagedCluster", "storage:StorageAccount", "keyvault:Vault", "keyvault:Key"];

export const statefulResourcesProtected = resourceRule({
  name: "stateful-resources-protected",
  title: "What holds data cannot be deleted by mistake",
  description:
    "Clusters, buckets, storage accounts, keys, claims, and clusters of Ceph with their pools must be protected, so that no change of the program deletes them.",
  group: "storage",
  severity: "high",
  levels: DAM,
  references: ["Pulumi: the resource option protect"],
  remedy:
    "Set the resource option protect: true; to delete one on purpose, unprotect it first (pulumi state unprotect).",
  applies: (type) => EXACT.has(type) || AZURE.some((name) => isAzure(type, name)),
  check(resource, report) {
    if (!resource.opts.protect) report.violation("the resource option protect must be true");
  },
});
