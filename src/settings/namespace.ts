import { z } from "zod";
import { workloadSettings } from "./network";
import { amount, count } from "./text";

const quota = z
  .strictObject({
    cpuCores: amount("Sum of CPU requests", "cores", 8),
    memoryGiB: amount("Sum of memory requests; limits may reach twice as much", "GiB", 16),
    pods: count("Pods", 50),
    storageGiB: amount("Sum of volume requests", "GiB", 100),
    volumes: count("PersistentVolumeClaims", 10),
  })
  .prefault({})
  .describe("What all pods of the namespace may ask for together");

const containers = z
  .strictObject({
    defaultCpuMillicores: count("CPU request of a container that does not say (thousandths of a core)", 100),
    defaultMemoryMiB: count("Memory request and limit of a container that does not say (MiB)", 256),
    maxCpuCores: amount("Largest CPU limit of a container", "cores", 4),
    maxMemoryGiB: amount("Largest memory limit of a container", "GiB", 8),
  })
  .prefault({})
  .describe("Limits of one container");

/** What every governed namespace can say, whoever owns it. */
export const namespaceSettings = {
  quota,
  containers,
  apiServer: z
    .boolean()
    .default(false)
    .describe("Whether every pod of the namespace reaches the Kubernetes API server"),
  waypoint: z
    .boolean()
    .default(false)
    .describe("Whether calls into the namespace go through an L7 proxy of the mesh, so that rules about requests hold"),
  recoveryPointMinutes: z
    .int()
    .min(1, "must be 1 or more (minutes); write for example 60")
    .optional()
    .describe(
      "How much of the newest data may be lost (minutes). Default: the environment's; for environments 60 in production, else 1440",
    ),
  workloads: z
    .array(workloadSettings)
    .default([])
    .describe("Pods and the connections they may have. What is not declared is denied"),
};
