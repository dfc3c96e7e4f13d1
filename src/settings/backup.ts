import { z } from "zod";
import { count } from "./text";

const velero = z.strictObject({
  kind: z.literal("velero").describe("Velero, to a bucket in another region"),
  region: z
    .string()
    .min(1, "must not be empty; write the name of a region")
    .optional()
    .describe("Region of the bucket, another than the cluster's. Required on AWS and Azure"),
  retentionDays: count("How long a backup is kept (days)", 30),
  lockDays: z
    .int()
    .min(1, "must be 1 or more (days); write for example 14")
    .default(14)
    .describe("How long nobody can delete or overwrite a backup, not even an administrator (days)"),
  durationMinutes: z
    .int()
    .min(5, "must be 5 or more (minutes); write for example 15")
    .default(15)
    .describe("The longest that a backup takes; what is written meanwhile is only in the next one (minutes)"),
  store: z
    .strictObject({
      bucket: z.string().min(3, "must be the name of a bucket; write for example platform-backups").describe("Bucket"),
      region: z.string().min(1, "must not be empty; write a region, or minio").describe("Region of the bucket"),
      url: z
        .string()
        .regex(/^https:\/\//, "must begin with https://; write the address of the store")
        .optional()
        .describe("Address of a store that speaks S3. Default: AWS"),
      credentialSecret: z
        .string()
        .optional()
        .describe("Secret with the key cloud in namespace velero. Default: cluster.identities.velero"),
    })
    .optional()
    .describe("Bucket for an existing cluster; other kinds make their own"),
});

const none = z.strictObject({ kind: z.literal("none").describe("No backups") });

/** How the platform is saved. */
export const backupSettings = z
  .discriminatedUnion("kind", [velero, none])
  .prefault({ kind: "none" })
  .describe("Backups of objects and volumes");
