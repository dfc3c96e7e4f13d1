import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { cephPolicies } from "./ceph-policies";
import type { CephSource } from "./classes";
import { blockPoolSpec, cephClusterSpec, filesystemSpec } from "./rook-specs";
import { rookDriverValues, rookOperatorValues } from "./rook-values";

export interface RookSettings {
  /** Labels of the nodes for Ceph. */
  nodeSelector: Record<string, string>;
  /** Size of one raw volume (GiB). */
  volumeGiB: number;
  /** Raw volumes in each of three zones. */
  volumesPerZone: number;
  /** Copies of all data, each in another zone. */
  replicas: number;
}

export interface RookCephArgs extends RookSettings {
  pins: Record<"rookCeph" | "cephCsiDrivers", ChartPin>;
  cephImage: string;
  charts: ChartSettings;
  peers: PlatformPeers;
  rawBlockClass: string;
  /** Whether the engine refuses to delete Ceph's cluster, pool and filesystem. */
  protect: boolean;
}

/** Ceph's daemons that export metrics: of the cluster as a whole, and of the daemons on each node. */
const exporters = [
  { name: "rook-ceph-mgr", labels: { app: "rook-ceph-mgr" }, metricsPort: 9283 },
  { name: "rook-ceph-exporter", labels: { app: "rook-ceph-exporter" }, metricsPort: 9926 },
];

/** The namespace is part of the drivers' names. */
const namespace = "rook-ceph";

/**
 * Ceph in the cluster, on encrypted disks over raw volumes of the cloud. The cluster, its pool and its filesystem are
 * objects of our own and not of Rook's chart: packs judge them, and the plan shows them.
 */
export class RookCeph extends pulumi.ComponentResource {
  readonly source: CephSource = {
    driverPrefix: `${namespace}.`,
    clusterId: namespace,
    blockPool: "ceph-block",
    filesystem: "ceph-filesystem",
    filesystemPool: "ceph-filesystem-data",
    secrets: {
      namespace,
      block: { provisioner: "rook-csi-rbd-provisioner", node: "rook-csi-rbd-node" },
      filesystem: { provisioner: "rook-csi-cephfs-provisioner", node: "rook-csi-cephfs-node" },
    },
  };
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: RookCephArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:RookCeph", name, {}, opts);
    const { pins, charts, peers } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace,
        podSecurity: "privileged", // drivers mount volumes for pods, and daemons open raw devices
        workloads: exporters,
        apiServer: true,
        policies: cephPolicies(peers),
        peers,
        monitors: charts.monitors,
      },
      owned,
    );
    const release = (suffix: string, pin: ChartPin, values: object, dependsOn: pulumi.Resource[]) =>
      chart(
        `${name}-${suffix}`,
        { pin, namespace: namespaceName, values: { ...values }, settings: charts, releaseName: pin.name },
        { ...owned, dependsOn },
      );
    const operator = release("operator", pins.rookCeph, rookOperatorValues(), ready);
    const drivers = release("drivers", pins.cephCsiDrivers, rookDriverValues(namespace), [operator]); // its CRDs

    // The operator answers for these objects: it must be there before them, and until the last of them is deleted, or
    // their finalizers keep the namespace for ever.
    const object = (kind: string, objectName: string, spec: object, dependsOn: pulumi.Resource[]) =>
      new k8s.apiextensions.CustomResource(
        `${name}-${objectName}`,
        { apiVersion: "ceph.rook.io/v1", kind, metadata: { name: objectName, namespace: namespaceName }, spec },
        { ...owned, dependsOn, protect: args.protect },
      );
    const cluster = object("CephCluster", namespace, cephClusterSpec(args), [operator, drivers]);
    this.ready = [
      object("CephBlockPool", this.source.blockPool, blockPoolSpec(args), [cluster]),
      object("CephFilesystem", this.source.filesystem, filesystemSpec(args), [cluster]),
    ];
    this.registerOutputs();
  }
}
