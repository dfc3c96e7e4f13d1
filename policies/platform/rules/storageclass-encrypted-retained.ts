import { isSet } from "../../lib/cloud/resources";
import type { CephCluster, StorageClass } from "../../lib/kubernetes/storage";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, every, nonEmpty, text } from "../../lib/unknowns";

type Class = KubernetesObject<StorageClass>;
type Clusters = KubernetesObject<CephCluster>[];

export const storageclassEncryptedRetained = stackRule({
  name: "storageclass-encrypted-retained",
  title: "Volumes are encrypted, kept and can grow",
  description:
    "A storage class must encrypt its volumes with a key of one's own, keep them when their claim is deleted, and let them grow.",
  group: "storage",
  severity: "high",
  levels: AMM,
  references: ["EKS Best Practices: data encryption"],
  remedy:
    "Ceph: parameters.encrypted and encryptionKMSID, or a CephCluster whose device sets are encrypted. EBS: encrypted and kmsKeyId. Azure: diskEncryptionSetID. All: reclaimPolicy Retain and allowVolumeExpansion true. Encryption of other provisioners is not judged.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const clusters = objects.of<CephCluster>("ceph.rook.io/CephCluster");
    for (const object of objects.of<StorageClass>("storage.k8s.io/StorageClass")) {
      if (object.patch) continue;
      report.on(object.urn, () => {
        report.attempt(() => {
          const missing = unencrypted(object, clusters);
          if (missing !== undefined) report.violation(missing);
        });
        report.attempt(() => {
          if (object.body.reclaimPolicy !== "Retain") report.violation("reclaimPolicy must be Retain");
        });
        report.attempt(() => {
          if (object.body.allowVolumeExpansion !== true) report.violation("allowVolumeExpansion must be true");
        });
      });
    }
  },
});

/** What the class lacks. */
function unencrypted({ body }: Class, clusters: Clusters): string | undefined {
  const provisioner = text(body.provisioner);
  const parameters = () => body.parameters;
  if (/(^|\.)(rbd|cephfs)\.csi\.ceph\.com$/.test(provisioner)) {
    const fine = any(
      () =>
        all(
          () => parameters()?.["encrypted"] === "true",
          () => isSet(parameters, "encryptionKMSID"),
        ),
      () => onEncryptedDisks(text(parameters()?.["clusterID"]), clusters),
    );
    return fine ? undefined : "parameters must set encrypted and encryptionKMSID, or Ceph's disks must be encrypted";
  }
  if (provisioner === "ebs.csi.aws.com") {
    const fine = all(
      () => parameters()?.["encrypted"] === "true",
      () => isSet(parameters, "kmsKeyId"),
    );
    return fine ? undefined : "parameters must set encrypted and kmsKeyId";
  }
  if (provisioner === "disk.csi.azure.com") {
    return isSet(parameters, "diskEncryptionSetID") ? undefined : "parameters must set diskEncryptionSetID";
  }
  return undefined;
}

/** Rook's clusters are known by their namespace. */
function onEncryptedDisks(clusterId: string, clusters: Clusters): boolean {
  return clusters.some((cluster) =>
    concerning(cluster.id, () =>
      all(
        () => cluster.namespace === clusterId,
        () => nonEmpty(() => cluster.body.spec?.storage?.storageClassDeviceSets),
        () =>
          every(
            () => cluster.body.spec?.storage?.storageClassDeviceSets,
            ({ encrypted }) => encrypted === true,
          ),
      ),
    ),
  );
}
