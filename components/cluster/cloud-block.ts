import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** StorageClass with raw volumes of the cloud; its name is the same on every cloud. */
export const cloudBlockClass = "cloud-block";

export interface CloudBlockArgs {
  provisioner: string;
  parameters: Record<string, pulumi.Input<string>>;
  /** Whether it is what claims without a class get. */
  isDefault: boolean;
}

/**
 * The cloud's own block volumes as StorageClass and VolumeSnapshotClass: encrypted, growing, kept when their claim goes,
 * in the zone of the pod that uses them.
 */
export function cloudBlock(
  name: string,
  { provisioner, parameters, isDefault }: CloudBlockArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  new k8s.storage.v1.StorageClass(
    `${name}-${cloudBlockClass}`,
    {
      metadata: {
        name: cloudBlockClass,
        annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
      },
      provisioner,
      parameters,
      reclaimPolicy: "Retain",
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
    },
    opts,
  );
  new k8s.apiextensions.CustomResource(
    `${name}-${cloudBlockClass}-snapshots`,
    {
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshotClass",
      metadata: { name: cloudBlockClass, labels: { "velero.io/csi-volumesnapshot-class": "true" } },
      driver: provisioner,
      deletionPolicy: "Delete", // Velero keeps the data elsewhere and removes its snapshots
    },
    opts,
  );
}
