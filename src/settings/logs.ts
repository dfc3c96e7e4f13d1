import { z } from "zod";
import { count, dnsLabel } from "./text";

/** Days for each environment that the cluster may carry. */
const retention = (what: string, byDefault: Record<"dev" | "staging" | "production", number>) =>
  z
    .strictObject({
      dev: count("In dev (days)", byDefault.dev),
      staging: count("In staging (days)", byDefault.staging),
      production: count("In production (days)", byDefault.production),
    })
    .prefault({})
    .describe(what);

const elasticsearch = z.strictObject({
  kind: z.literal("elasticsearch").describe("Elasticsearch and Kibana, made by Elastic's operator (Elastic-2.0)"),
  nodes: z
    .int()
    .min(3, "must be 3 or more, so that a majority outlives a zone; write 3")
    .default(3)
    .describe("Nodes of Elasticsearch, spread over zones; every index has one copy on another node"),
  memoryGiB: z
    .int()
    .min(2, "must be 2 or more (GiB); write for example 4")
    .max(64, "must be 64 or less (GiB), because a larger heap is slower; add nodes instead")
    .default(4)
    .describe("Memory of a node; half of it becomes the heap (GiB)"),
  storageGiB: z
    .int()
    .min(10, "must be 10 or more (GiB); write for example 100")
    .default(100)
    .describe("Volume of a node (GiB)"),
  bufferGiB: z
    .int()
    .min(2, "must be 2 or more (GiB); write for example 20")
    .default(20)
    .describe("Volume of an aggregator, which keeps what Elasticsearch does not take yet (GiB)"),
  storageClass: dnsLabel("StorageClass of these volumes", "ceph-block")
    .optional()
    .describe(
      "StorageClass of these volumes. Default: ceph-block where the platform brings Ceph, else the cluster's own",
    ),
  retentionDays: retention("How long logs are kept", { dev: 7, staging: 14, production: 30 }),
  auditRetentionDays: retention("How long audit logs are kept", { dev: 30, staging: 90, production: 365 }),
  snapshots: z
    .strictObject({ retentionDays: count("How long one is kept (days)", 30) })
    .prefault({})
    .describe("A snapshot of all logs every night, where the platform brings Ceph, whose shared filesystem holds them"),
  apiServerAuditPath: z
    .string()
    .regex(/^\/var\/log\/[\w./-]+$/, "must be a file below /var/log; write for example /var/log/kubernetes/audit.log")
    .optional()
    .describe("Audit log of the API server on its own nodes; only for existing clusters. Default: not read"),
});

const none = z.strictObject({ kind: z.literal("none").describe("No logs beyond those of the nodes") });

/** Where logs go. */
export const logsSettings = z
  .discriminatedUnion("kind", [elasticsearch, none])
  .prefault({ kind: "none" })
  .describe("Logs of all pods, and audit logs");
