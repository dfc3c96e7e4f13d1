import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Where the drivers find Ceph and its keys. */
export interface CephSource {
  /** Beginning of the drivers' names: Rook's carry its namespace. */
  driverPrefix: string;
  /** ID by which the drivers know the cluster. */
  clusterId: string;
  blockPool: string;
  filesystem: string;
  /** Pool of the filesystem's data. @default Ceph's own choice */
  filesystemPool?: string;
  /** Namespace and names of the Secrets with the drivers' keys. */
  secrets: { namespace: string; block: DriverSecrets; filesystem: DriverSecrets };
  /** Parameters that encrypt every volume under a key of its own. @default none - the disks below are encrypted */
  encryption?: Record<string, string>;
}

interface DriverSecrets {
  provisioner: string;
  node: string;
}

/** Classes by name; operators and teams write these names. */
export const cephClasses = { block: "ceph-block", filesystem: "ceph-filesystem" } as const;

type ClassesArgs = CephSource & { reclaimPolicy: "Retain" | "Delete" };

/** A StorageClass and a VolumeSnapshotClass each for block volumes and for the shared filesystem. */
export function createClasses(name: string, args: ClassesArgs, opts: pulumi.CustomResourceOptions): void {
  for (const { kind, driver, parameters, secrets } of flavours(args)) {
    new k8s.storage.v1.StorageClass(
      `${name}-${cephClasses[kind]}`,
      {
        metadata: {
          name: cephClasses[kind],
          annotations: { "storageclass.kubernetes.io/is-default-class": String(kind === "block") },
        },
        provisioner: driver,
        parameters: { clusterID: args.clusterId, ...parameters, ...args.encryption, ...classSecrets(args, secrets) },
        reclaimPolicy: args.reclaimPolicy,
        allowVolumeExpansion: true,
        volumeBindingMode: "Immediate", // Ceph's volumes are in every zone
      },
      opts,
    );
    new k8s.apiextensions.CustomResource(
      `${name}-${cephClasses[kind]}-snapshots`,
      {
        apiVersion: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshotClass",
        metadata: { name: cephClasses[kind], labels: { "velero.io/csi-volumesnapshot-class": "true" } },
        driver,
        deletionPolicy: "Delete", // Velero keeps the data elsewhere and removes its snapshots
        parameters: {
          clusterID: args.clusterId,
          "csi.storage.k8s.io/snapshotter-secret-name": secrets.provisioner,
          "csi.storage.k8s.io/snapshotter-secret-namespace": args.secrets.namespace,
        },
      },
      opts,
    );
  }
}

function flavours(args: CephSource) {
  return [
    {
      kind: "block",
      driver: `${args.driverPrefix}rbd.csi.ceph.com`,
      parameters: {
        pool: args.blockPool,
        imageFeatures: "layering,fast-diff,object-map,deep-flatten,exclusive-lock",
        "csi.storage.k8s.io/fstype": "ext4",
      } as Record<string, string>,
      secrets: args.secrets.block,
    },
    {
      kind: "filesystem",
      driver: `${args.driverPrefix}cephfs.csi.ceph.com`,
      parameters: {
        fsName: args.filesystem,
        ...(args.filesystemPool === undefined ? {} : { pool: args.filesystemPool }),
      } as Record<string, string>,
      secrets: args.secrets.filesystem,
    },
  ] as const;
}

/** Keys never enter a class: it names the Secrets that hold them. */
function classSecrets({ secrets: { namespace } }: CephSource, { provisioner, node }: DriverSecrets) {
  const users = {
    provisioner,
    "controller-expand": provisioner,
    "controller-publish": provisioner,
    "node-stage": node,
  };
  return Object.fromEntries(
    Object.entries(users).flatMap(([user, secret]) => [
      [`csi.storage.k8s.io/${user}-secret-name`, secret],
      [`csi.storage.k8s.io/${user}-secret-namespace`, namespace],
    ]),
  );
}
