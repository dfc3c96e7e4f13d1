import { resources } from "../lib/scheduling";
import { poolLabel } from "../lib/scheduling";
import type { RookCephArgs } from "./rook";

type Specs = Pick<
  RookCephArgs,
  "cephImage" | "nodeSelector" | "rawBlockClass" | "volumeGiB" | "volumesPerZone" | "replicas"
>;

/** A zone may be lost: copies and monitors are one per zone. */
const zoneLabel = "topology.kubernetes.io/zone";
const zones = 3;

/** `spec` of the CephCluster: monitors and disks on volumes of the cloud, everything encrypted, on disk and on the wire. */
export function cephClusterSpec(args: Specs) {
  const { rawBlockClass, volumeGiB, volumesPerZone } = args;
  const claim = (gib: number) => ({
    spec: {
      storageClassName: rawBlockClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${gib}Gi` } },
    },
  });
  const disks = {
    ...placement(args),
    topologySpreadConstraints: spread({ app: "rook-ceph-osd" }),
  };
  return {
    cephVersion: { image: args.cephImage, allowUnsupported: false },
    dataDirHostPath: "/var/lib/rook",
    skipUpgradeChecks: false,
    continueUpgradeAfterChecksEvenIfNotHealthy: false,
    mon: {
      count: zones,
      allowMultiplePerNode: false,
      failureDomainLabel: zoneLabel,
      volumeClaimTemplate: claim(10),
    },
    mgr: { count: 2, allowMultiplePerNode: false },
    dashboard: { enabled: false }, // Grafana shows the same without another password
    network: { connections: { encryption: { enabled: true }, requireMsgr2: true } },
    crashCollector: { disable: false },
    logCollector: { enabled: true, periodicity: "daily", maxLogSize: "500M" },
    disruptionManagement: { managePodBudgets: true },
    // Deleting this object must not delete data.
    cleanupPolicy: { confirmation: "" },
    priorityClassNames: { mon: "system-node-critical", osd: "system-node-critical", mgr: "system-cluster-critical" },
    placement: { all: placement(args) },
    resources: {
      mon: resources("500m", "1Gi", "2Gi"),
      mgr: resources("250m", "512Mi", "1Gi"),
      osd: resources("1", "4Gi", "6Gi"),
      prepareosd: resources("250m", "256Mi", "1Gi"),
      crashcollector: resources("25m", "60Mi", "120Mi"),
      logcollector: resources("25m", "100Mi", "1Gi"),
    },
    storage: {
      useAllNodes: false,
      useAllDevices: false,
      storageClassDeviceSets: [
        {
          name: "disks",
          count: zones * volumesPerZone,
          portable: true, // a volume follows its daemon to another node of the zone
          encrypted: true,
          placement: disks,
          preparePlacement: disks,
          resources: resources("1", "4Gi", "6Gi"),
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: { ...claim(volumeGiB).spec, volumeMode: "Block" },
            },
          ],
        },
      ],
    },
  };
}

/** `spec` of the CephBlockPool. */
export function blockPoolSpec({ replicas }: Specs) {
  return { failureDomain: "zone", replicated: replicated(replicas) };
}

/** `spec` of the CephFilesystem. */
export function filesystemSpec(args: Specs) {
  const copies = { failureDomain: "zone", replicated: replicated(args.replicas) };
  return {
    metadataPool: copies,
    dataPools: [{ name: "data", ...copies }],
    preserveFilesystemOnDelete: true,
    metadataServer: {
      activeCount: 1,
      activeStandby: true,
      priorityClassName: "system-cluster-critical",
      placement: { ...placement(args), topologySpreadConstraints: spread({ app: "rook-ceph-mds" }) },
      resources: resources("500m", "1Gi", "4Gi"),
    },
  };
}

/** Ceph writes only while two copies are there. */
function replicated(size: number) {
  return { size, requireSafeReplicaSize: true };
}

/** Ceph's nodes and no others; the taint is that of the storage pool. */
function placement({ nodeSelector }: Specs) {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: Object.entries(nodeSelector).map(([key, value]) => ({
              key,
              operator: "In",
              values: [value],
            })),
          },
        ],
      },
    },
    tolerations: [{ key: poolLabel, operator: "Equal", value: "storage", effect: "NoSchedule" }],
  };
}

function spread(labels: Record<string, string>) {
  return [
    { maxSkew: 1, topologyKey: zoneLabel, whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: labels } },
  ];
}
