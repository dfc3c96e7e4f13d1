import { z } from "zod";
import type { Settings } from "./index";
import { internalDomain } from "./sign-in";
import { environmentName } from "./team";
import { branchName } from "./team-vault";
import { count, dnsLabel } from "./text";

const https = (example: string) =>
  z
    .string()
    .regex(
      /^https:\/\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/,
      `must be an https address without a / at its end; write for example ${example}`,
    );

const operator = z.strictObject({
  name: dnsLabel("Name of the person", "ada"),
  pgpKeyFile: z
    .string()
    .min(1, "must not be empty; write for example operators/ada.asc")
    .describe("Their public PGP key, from the project's folder; armored or binary"),
});

const projectPath = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/;

const pipelines = z
  .strictObject({
    issuer: https("https://gitlab.com")
      .default("https://gitlab.com")
      .describe("GitLab, which signs tokens of pipelines"),
    audience: z
      .string()
      .min(1, "must not be empty; remove the setting to take vault.address")
      .optional()
      .describe("Audience (aud) of these tokens. Default: vault.address"),
    projects: z
      .array(
        z.strictObject({
          path: z
            .string()
            .regex(projectPath, "must be the full path of a project; write for example platform/infrastructure")
            .describe("Full path of the project that deploys the platform"),
          ref: branchName.default("main").describe("The one protected branch whose pipelines may"),
          environment: environmentName.describe("The environment of GitLab, and of this stack, that they deploy"),
        }),
      )
      .min(1, "must name at least one project; remove platform:vault.pipelines where none deploys")
      .describe("Pipelines that deploy the platform; teams name their own"),
  })
  .optional()
  .describe("How pipelines sign in. Default: they do not");

const server = {
  configure: z
    .boolean()
    .default(false)
    .describe("Whether the program configures the server, which can be once npm run vault -- init has been"),
  address: https("https://vault.example.com")
    .optional()
    .describe(
      "How the deployer and people reach it. Default: https://vault.<domain of the first environment that has one>, where ingress.internal is enabled",
    ),
  replicas: z
    .union([z.literal(3), z.literal(5)], "must be 3 or 5, so that a majority outlives a zone; write 3")
    .default(3)
    .describe("Servers, spread over zones; each holds all data"),
  storageGiB: count("Volume of a server's data (GiB)", 10),
  auditStorageGiB: count("Volume of a server's audit log (GiB); a full one stops the server", 20),
  storageClass: dnsLabel("StorageClass of both volumes", "ceph-block")
    .optional()
    .describe("StorageClass of both volumes. Default: the cluster's own"),
  operators: z
    .array(operator)
    .default([])
    .describe("Who unseals or recovers it together: each gets one part of the key, encrypted. Needed once configured"),
  threshold: z
    .int()
    .min(1, "must be 1 or more; write for example 2")
    .optional()
    .describe("How many of them it takes. Default: the majority"),
  snapshots: z
    .strictObject({
      intervalHours: z
        .int()
        .min(1, "must divide a day: 1, 2, 3, 4, 6, 8, 12 or 24; write 6")
        .max(24, "must divide a day: 1, 2, 3, 4, 6, 8, 12 or 24; write 6")
        .refine((hours) => 24 % hours === 0, "must divide a day: 1, 2, 3, 4, 6, 8, 12 or 24; write 6")
        .default(6)
        .describe("How often one is taken (hours)"),
      retentionDays: count("How long one is kept (days)", 14),
    })
    .prefault({})
    .describe("Snapshots of all data, where the platform has backups"),
  pipelines,
};

const openbao = z.strictObject({ distribution: z.literal("openbao").describe("OpenBao (MPL-2.0)"), ...server });
const vault = z.strictObject({ distribution: z.literal("vault").describe("Vault of HashiCorp (BUSL-1.1)"), ...server });
const none = z.strictObject({ distribution: z.literal("none").describe("No Vault, and no Secrets out of it") });

/** Where secrets are kept. */
export const vaultSettings = z
  .discriminatedUnion("distribution", [openbao, vault, none])
  .prefault({ distribution: "openbao" })
  .describe("Vault or OpenBao, which keeps all secrets");

/** Where pods reach it. */
export const inClusterAddress = "https://vault.vault.svc:8200";

/** The host under which it is published, and the environment whose domain that is. */
export function vaultHost(
  given: Pick<Settings, "vault" | "environments" | "ingress" | "certificates" | "cluster">,
): { name: string; environment: string } | undefined {
  const { vault } = given;
  const published = internalDomain(given);
  if (vault.distribution === "none" || !published) return undefined;
  const name = `vault.${published.domain}`;
  const elsewhere = vault.address !== undefined && vault.address !== `https://${name}`;
  return elsewhere ? undefined : { name, environment: published.environment };
}
