import { z } from "zod";
import { cidr } from "./network";

const modes = ["enforce", "warn"] as const;

const httpsAddress = (example: string) =>
  z
    .string()
    .regex(
      /^https:\/\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/,
      `must be an https address without a / at its end; write for example ${example}`,
    );

const registries = z
  .array(
    z
      .string()
      .regex(
        /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
        "must be a registry or a path in one, without a / at its end; write for example docker.io/library",
      ),
  )
  .default([])
  .describe(
    "Other registries, or paths in them, from which teams may run images, by digest, besides those of their projects and of the platform's charts",
  );

const kyverno = z.strictObject({
  kind: z.literal("kyverno").describe("Kyverno (Apache-2.0) verifies Sigstore's signatures before a pod is admitted"),
  mode: z
    .enum(modes)
    .optional()
    .describe(
      "enforce refuses images that their project's pipeline did not sign, warn admits and reports them. Default: warn in dev, else enforce",
    ),
  registries,
  registry: z
    .string()
    .regex(
      /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?$/,
      "must be a host, with its port unless that is 443; write for example registry.gitlab.com",
    )
    .optional()
    .describe("Registry of GitLab's projects. Default: registry. before the host of gitlab.baseUrl"),
  credentials: z
    .boolean()
    .default(true)
    .describe(
      "Whether the registry asks who reads: a Docker configuration, key registry of the entry <environment>/platform/image-trust in Vault",
    ),
  issuer: httpsAddress("https://gitlab.com")
    .optional()
    .describe("Who says which pipeline it was (iss of GitLab's tokens). Default: the address of gitlab.baseUrl"),
  pipelineFile: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, "must be a path in the project; write for example .gitlab-ci.yml")
    .default(".gitlab-ci.yml")
    .describe("Configuration of the pipelines that sign, which their certificates name"),
  sigstore: z
    .strictObject({
      mirror: httpsAddress("https://tuf.example.com").describe("Its TUF repository"),
      rootFile: z
        .string()
        .min(1, "must not be empty; write for example operators/sigstore-root.json")
        .describe("First root.json of that repository, from the project's folder"),
    })
    .optional()
    .describe("A Sigstore of your own. Default: the public one, which takes tokens of gitlab.com"),
  transparencyLog: z
    .boolean()
    .default(true)
    .describe("Whether signatures by a team's own key must stand in Sigstore's log; those without keys always must"),
  addresses: z
    .array(cidr)
    .min(1, "must name at least one block; remove it for every address")
    .default(["0.0.0.0/0"])
    .describe("Where the registry, GitLab and Sigstore's TUF repository are reached"),
});

const none = z.strictObject({ kind: z.literal("none").describe("Nobody verifies signatures"), registries });

/** Whose images run. */
export const imageTrustSettings = z
  .discriminatedUnion("kind", [kyverno, none])
  .prefault({ kind: "none" })
  .describe("Signatures of teams' images, verified at admission");

export type ImageTrustSettings = z.output<typeof kyverno>;

/** What one team has of its own. */
export const teamImageTrustSettings = z
  .strictObject({
    mode: z
      .enum(modes)
      .optional()
      .describe("warn while the team begins to sign. Default: imageTrust.mode of the stack"),
    keyFiles: z
      .array(
        z
          .string()
          .regex(/\.pub$/, "must be a file that ends with .pub; write for example operators/payments-cosign.pub"),
      )
      .default([])
      .describe(
        "Public keys of cosign's, from the project's folder, one of which signed each image. Default: none - pipelines sign without keys",
      ),
  })
  .prefault({})
  .describe("How the team's images are signed; its paths are those of its projects");
