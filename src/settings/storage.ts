import { z } from "zod";
import { count, dnsLabel } from "./text";

const reclaimPolicy = z
  .enum(["Retain", "Delete"])
  .optional()
  .describe("What happens to a volume when its claim is deleted. Default: Delete in dev, else Retain");

const rook = z.strictObject({
  kind: z.literal("rook").describe("Ceph in the cluster, on volumes of the storage pool"),
  reclaimPolicy,
  nodeSelector: z
    .record(z.string(), z.string())
    .optional()
    .describe("Labels of the nodes for Ceph; only for existing clusters, others have their storage pool"),
  volumeGiB: z
    .int()
    .min(50, "must be 50 or more (GiB); write for example 500")
    .default(500)
    .describe("Size of one raw volume, which becomes one OSD (GiB)"),
  volumesPerZone: count("Raw volumes in each of three zones", 1),
  replicas: z
    .int()
    .min(2, "must be 2 or 3, because a single copy is lost with its disk; write 3")
    .max(3, "must be 2 or 3, because copies are spread over three zones; write 3")
    .default(3)
    .describe("Copies of all data, each in another zone"),
});

const external = z.strictObject({
  kind: z.literal("external").describe("A Ceph that exists elsewhere"),
  reclaimPolicy,
  clusterId: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "must be the cluster's fsid; write what ceph fsid prints")
    .describe("ID of the Ceph cluster (ceph fsid)"),
  monitors: z
    .array(
      z
        .string()
        .regex(
          /^(\d{1,3}\.){3}\d{1,3}:\d{1,5}$/,
          "must be an address with a port; write for example 10.10.0.11:3300, as ceph mon dump prints it",
        ),
    )
    .min(1, "must name at least one monitor; write for example 10.10.0.11:3300")
    .describe("Addresses of its monitors"),
  pool: dnsLabel("Pool for block volumes", "kubernetes").default("kubernetes"),
  filesystem: dnsLabel("Filesystem for shared volumes", "kubernetes").default("kubernetes"),
  vaultPath: z
    .string()
    .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, "must be a path in Vault; write for example platform/ceph-csi")
    .default("platform/ceph-csi")
    .describe("Path in Vault that holds the keys of the CSI users"),
});

const none = z.strictObject({
  kind: z.literal("none").describe("No Ceph: volumes come from the cloud or from what the cluster has"),
});

/** Where volumes come from. */
export const storageSettings = z
  .discriminatedUnion("kind", [rook, external, none])
  .prefault({ kind: "none" })
  .describe("Ceph, in the cluster or outside");
