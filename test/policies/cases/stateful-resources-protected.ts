import { statefulResourcesProtected } from "../../../policies/cloud/rules/stateful-resources-protected";
import { aws, azure, cloud } from "../../support/cloud";
import type { RuleCases } from "../../support/rules";

const protect = true;
const MUST = "the resource option protect must be true";

export const cases: RuleCases = {
  rule: statefulResourcesProtected,
  passing: {
    "a protected bucket": [aws("s3/Bucket", "data", {}, { protect })],
    "a protected cluster": [azure("containerservice:ManagedCluster", "main", {}, { protect })],
    "what holds no data": [aws("ec2/Vpc", "main")],
  },
  failing: {
    "a bucket": { resources: [aws("s3/Bucket", "data", {})], says: MUST },
    "a key": { resources: [aws("kms/Key", "main", {})], says: MUST },
    "a cluster on AWS": { resources: [aws("eks/Cluster", "main", {})], says: MUST },
    "a claim": { resources: [cloud("kubernetes:core/v1:PersistentVolumeClaim", "data", {})], says: MUST },
    "a pool of Ceph": { resources: [cloud("kubernetes:ceph.rook.io/v1:CephBlockPool", "data", {})], says: MUST },
    "a cluster on Azure": { resources: [azure("containerservice:ManagedCluster", "main", {})], says: MUST },
    "a vault of a named version": { resources: [azure("keyvault/v20230701:Vault", "main", {})], says: MUST },
    "a storage account": { resources: [azure("storage:StorageAccount", "data", {})], says: MUST },
  },
  unknown: {},
};
