import { z } from "zod";
import { teamAlertSettings } from "./alerts";
import { monthlyBudget } from "./cost";
import { teamImageTrustSettings } from "./image-trust";
import { imageSettings, previewSettings } from "./team-delivery";
import { databaseSettings, pipelineSettings } from "./team-vault";
import { namespaceSettings } from "./namespace";
import { dnsLabel, dnsName, groups } from "./text";

export const environmentNames = ["dev", "staging", "production"] as const;

export const environmentName = z.enum(environmentNames);

/** What serves the whole cluster is judged as the most important environment that it carries. */
export function mostImportant(environments: { name: (typeof environmentNames)[number] }[]) {
  const names = environments.map(({ name }) => name);
  return [...environmentNames].reverse().find((name) => names.includes(name))!;
}

/** One environment that the cluster carries. */
export const environmentSettings = z.strictObject({
  name: environmentName.describe("The environment; its shared namespace has the same name"),
  domain: dnsName(
    "Published hosts of the environment lie below it. Default: nothing can be published",
    "staging.example.com",
  ).optional(),
  ...namespaceSettings,
});

const environment = environmentName
  .optional()
  .describe("Environment it belongs to. Default: the only one that the stack carries");

const teamNamespace = z.strictObject({
  name: dnsLabel("Name of the namespace in Kubernetes", "payments"),
  environment,
  ...namespaceSettings,
});

/** Everything about one team: the one thing that an operator writes to onboard people. */
export const teamSettings = z.strictObject({
  name: dnsLabel("Name of the team; unique", "payments"),
  groups: z
    .strictObject({
      developers: groups("Manage workloads in the team's namespaces"),
      viewers: groups("Read in the team's namespaces"),
    })
    .prefault({})
    .describe("Groups of the team's people"),
  monthlyBudgetUsd: monthlyBudget(
    "What the team's workloads may cost; above it the team is alerted, and nothing is stopped. Default: no limit of its own",
  ),
  namespaces: z.array(teamNamespace).default([]).describe("Namespaces of the team"),
  projects: z
    .array(dnsLabel("Name of the project", "api"))
    .default([])
    .describe("Projects of the team's applications in GitLab, in a group with the team's name"),
  databases: z
    .array(z.strictObject({ ...databaseSettings, environment }))
    .default([])
    .describe("PostgreSQL servers outside of the cluster for which Vault makes the team credentials that end"),
  pipelines: z
    .array(z.strictObject({ ...pipelineSettings, environment }))
    .default([])
    .describe("Pipelines that read the team's secrets in Vault"),
  alerts: teamAlertSettings,
  imageTrust: teamImageTrustSettings,
  images: z
    .array(z.strictObject(imageSettings))
    .default([])
    .describe("Images whose newer versions flux.imageAutomation proposes"),
  previews: z
    .strictObject(previewSettings)
    .optional()
    .describe("An environment of its own for every merge request with a label. Default: none"),
});
