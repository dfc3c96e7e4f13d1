import { z } from "zod";
import { count, dnsLabel } from "./text";

const repositoryName = z
  .string()
  .regex(
    /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
    "must be an image with its registry and without a tag; write for example registry.gitlab.com/payments/api",
  );

/** An image whose newer versions are proposed. */
export const imageSettings = {
  name: dnsLabel("Name of the policy, which the fleet repository marks: flux-system:<team>-<name>", "api"),
  image: repositoryName.describe("Image, without a tag"),
  versions: z
    .string()
    .regex(
      /^[\^~<>=]{0,2}\d[\w.+-]*( [<>=]{1,2}\d[\w.+-]*)*$/,
      "must be a range of semantic versions; write for example >=1.0.0 <2.0.0",
    )
    .describe("Range of semantic versions, of which the newest is taken"),
};

/** An environment of its own for every merge request that asks for one. */
export const previewSettings = {
  project: z
    .string()
    .regex(
      /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/,
      "must be the full path of a project; write for example payments/api",
    )
    .describe("Project in GitLab, on the host of flux.repository.url, whose merge requests get one"),
  label: z
    .string()
    .regex(/^[\w:./ -]+$/, "must be a label; write for example preview")
    .default("preview")
    .describe("Label of a merge request that asks for one"),
  namespace: dnsLabel("Namespace of the team whose workloads, limits and flows inside a preview copies", "payments"),
  workload: dnsLabel("Workload of it that answers at https://<team>-<merge request>.<domain>", "api"),
  image: repositoryName.describe("Image that pipelines of merge requests push, with the commit as its tag"),
  maxCount: z
    .int()
    .min(1, "must be 1 or more; leave previews out where there are to be none")
    .max(50, "must be 50 or less, because each is a namespace; write for example 5")
    .default(5)
    .describe("Most previews at a time: of more merge requests the newest have one"),
  maxAgeDays: z
    .int()
    .min(1, "must be 1 or more (days); leave previews out where there are to be none")
    .default(7)
    .describe("After how long a merge request loses its label, and with it its preview (days since it was opened)"),
  quota: z
    .strictObject({
      cpuCores: z
        .number()
        .positive("must be more than 0 (cores); write for example 1")
        .default(1)
        .describe("Sum of CPU requests (cores)"),
      memoryGiB: z
        .number()
        .positive("must be more than 0 (GiB); write for example 2")
        .default(2)
        .describe("Sum of memory requests; limits may reach twice as much (GiB)"),
      pods: count("Pods", 10),
    })
    .prefault({})
    .describe("What all pods of one preview may ask for together; it gets no volumes"),
};
