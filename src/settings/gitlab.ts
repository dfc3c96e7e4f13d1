import { z } from "zod";
import type { Settings } from "./index";
import { cidr } from "./network";
import { branchName } from "./team-vault";
import { count, dnsLabel } from "./text";

/** GitLab's own rule for paths of groups, which may lie in others. https://docs.gitlab.com/user/reserved_names/ */
const groupPath = /^[A-Za-z0-9]+([_.-][A-Za-z0-9]+)*(\/[A-Za-z0-9]+([_.-][A-Za-z0-9]+)*)*$/;

const day = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text,
    "must be a day as YYYY-MM-DD; write for example 2026-11-01",
  );

const runner = z
  .strictObject({
    enabled: z.boolean().default(false).describe("Whether the cluster runs jobs"),
    concurrentJobs: count("Jobs at the same time", 10),
    addresses: z
      .array(cidr)
      .min(1, "must name at least one block; remove it for every address")
      .default(["0.0.0.0/0"])
      .describe("What the runner and its jobs reach on port 443, GitLab and registries among it"),
  })
  .prefault({})
  .describe("GitLab Runner in the cluster, for jobs of the group's protected branches");

const gitlab = z.strictObject({
  kind: z.literal("gitlab").describe("gitlab.com, or a server of your own with a Premium licence"),
  baseUrl: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[^\s?#]*)?\/api\/v4$/,
      "must be the https address of the API, without a / at its end; write for example https://gitlab.com/api/v4",
    )
    .default("https://gitlab.com/api/v4")
    .describe("Its API"),
  group: z
    .string()
    .regex(groupPath, "must be the full path of a group; write for example example")
    .describe("Full path of the group in which all others are made; it exists already"),
  groupId: z.int().min(1, "must be the group's number, which its page shows").describe("Number of that group"),
  owner: z
    .boolean()
    .default(false)
    .describe(
      "Whether this stack makes what all share: groups, projects, their protection. One stack does, and is deployed first; the others add their environments",
    ),
  projects: z
    .strictObject({
      infrastructure: dnsLabel("This program", "infrastructure").default("infrastructure"),
      fleet: dnsLabel("What Flux deploys", "fleet").default("fleet"),
      template: dnsLabel("What teams begin an application with", "application-template").default(
        "application-template",
      ),
    })
    .prefault({})
    .describe("Names of the platform's projects, in the group platform below gitlab.group"),
  branch: branchName.default("main").describe("The one protected branch of every project"),
  visibility: z
    .enum(["private", "internal"])
    .default("private")
    .describe("Who sees the projects: members, or everybody who is signed in"),
  approvals: count("People who approve a merge request, besides its author and whoever committed to it", 2),
  deployApprovals: count("Maintainers who approve a deployment to production", 1),
  codeOwners: z
    .array(
      z
        .string()
        .regex(
          /^@[\w.-]+(\/[\w.-]+)*$/,
          "must be a group or a person with an @ in front; write for example @example/platform",
        ),
    )
    .min(1, "must name at least one owner; remove it for the group platform")
    .optional()
    .describe("Who owns what no team does. Default: the group platform below gitlab.group"),
  ultimate: z
    .boolean()
    .default(false)
    .describe("Whether the licence is Ultimate, which also looks for secrets in everything that is pushed"),
  keysRotatedOn: day.describe(
    "Day on which deploy keys were last replaced: another day replaces them. They last 90 days",
  ),
  runner,
});

const none = z.strictObject({ kind: z.literal("none").describe("The program manages nothing in GitLab") });

/** Where code is kept. */
export const gitlabSettings = z
  .discriminatedUnion("kind", [gitlab, none])
  .prefault({ kind: "none" })
  .describe("GitLab: projects, who may change what, and identities of pipelines");

export type GitlabSettings = z.output<typeof gitlab>;

/** Group of the platform's own projects; no team has its name. */
export const platformGroup = "platform";

/** Full paths of the platform's projects. */
export function platformProjects({ group, projects }: GitlabSettings): GitlabSettings["projects"] {
  const at = (name: string) => `${group}/${platformGroup}/${name}`;
  return { infrastructure: at(projects.infrastructure), fleet: at(projects.fleet), template: at(projects.template) };
}

/** Full paths of a team's projects. */
export function teamProjects({ group }: GitlabSettings, { name, projects }: Settings["teams"][number]): string[] {
  return projects.map((project) => `${group}/${name}/${project}`);
}
