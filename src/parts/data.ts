import type * as pulumi from "@pulumi/pulumi";
import { Backup } from "../../components/backup";
import { Storage } from "../../components/storage";
import { charts as pins } from "../versions";
import type { Context } from "./context";

/** Where volumes come from, and their backups. @param addOns the autoscaler, which makes room */
export function data({ config, cluster, charts, images, inCluster }: Context, addOns: pulumi.Resource[]): void {
  const { peers } = config;
  const opts = { ...inCluster, dependsOn: addOns };
  if (config.storage) {
    new Storage(
      "storage",
      { ...config.storage, pins, cephImage: images.ceph, charts, peers, rawBlockClass: cluster.rawBlockClass },
      opts,
    );
  }
  if (config.backup) {
    const { velero: identity } = cluster.identities;
    const store = config.backup.store ?? cluster.backupStore!;
    new Backup(
      "backup",
      { ...config.backup, pin: pins.velero, pluginImages: images.veleroPlugin, charts, peers, identity, store },
      opts,
    );
  }
}
