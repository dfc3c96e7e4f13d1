import * as pulumi from "@pulumi/pulumi";
import type { ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { createClasses, type CephSource } from "./classes";
import { ExternalCeph, type ExternalCephSettings } from "./external";
import { RookCeph, type RookSettings } from "./rook";

export type StorageArgs = {
  pins: Record<"rookCeph" | "cephCsiOperator" | "cephCsiDrivers", ChartPin>;
  /** Image of Ceph's daemons. */
  cephImage: string;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** StorageClass with raw volumes. Only Rook needs it. */
  rawBlockClass?: string;
  /** What happens to a volume when its claim is deleted. */
  reclaimPolicy: "Retain" | "Delete";
} & (({ kind: "rook" } & RookSettings) | ({ kind: "external" } & ExternalCephSettings));

/** Volumes from Ceph, made on demand: `ceph-block` for one writer, which is the default, `ceph-filesystem` for many. */
export class Storage extends pulumi.ComponentResource {
  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Storage", name, {}, opts);
    const ceph = this.connect(name, args);
    createClasses(name, { ...ceph.source, reclaimPolicy: args.reclaimPolicy }, { parent: this, dependsOn: ceph.ready });
    this.registerOutputs();
  }

  private connect(name: string, args: StorageArgs): { source: CephSource; ready: pulumi.Resource[] } {
    const owned = { parent: this };
    if (args.kind === "external") return new ExternalCeph(`${name}-external`, args, owned);
    const { rawBlockClass } = args;
    if (rawBlockClass === undefined) throw new pulumi.RunError("platform:cluster.rawBlockClass must be set");
    const protect = args.reclaimPolicy === "Retain"; // whose volumes outlive their claims outlives mistakes too
    return new RookCeph(`${name}-rook`, { ...args, rawBlockClass, protect }, owned);
  }
}
