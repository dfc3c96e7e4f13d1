import { z } from "zod";
import type { Settings } from "./index";
import { cidr } from "./network";
import { count, dnsLabel } from "./text";

const committer = z.strictObject({
  name: dnsLabel("Name of the person or robot", "ada"),
  keyFile: z
    .string()
    .regex(
      /\.(asc|pub)$/,
      "must be a file that ends with .asc (armored PGP) or .pub (SSH); write for example operators/ada.asc",
    )
    .describe("Their public key, from the project's folder: .asc for PGP, .pub for SSH"),
});

const repository = z.strictObject({
  url: z
    .string()
    .regex(
      /^ssh:\/\/[a-z_][-a-z0-9_]*@[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[A-Za-z0-9_][\w.-]*)+$/,
      "must be an SSH address of the form ssh://user@host/path; write for example ssh://git@gitlab.com/platform/fleet.git",
    )
    .describe("The fleet repository"),
  branch: z
    .string()
    .regex(/^[A-Za-z0-9_]([\w./-]*[\w-])?$/, "must be the name of one branch; write for example main")
    .default("main")
    .describe("The one protected branch that is deployed"),
  path: z
    .string()
    .regex(
      /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/,
      "must be a folder without / at its ends; write for example gitops, or remove it for the repository's root",
    )
    .optional()
    .describe("Folder of the repository that holds teams/ and environments/. Default: its root"),
  knownHosts: z
    .array(
      z
        .string()
        .regex(
          /^[^\s#|@]\S* (ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+=*$/,
          "must be a line of known_hosts with the host in clear, the kind of key and the key; ssh-keyscan prints it: compare it with what the host publishes",
        ),
    )
    .min(1, "must hold at least one key of the repository's host, or anybody could pose as it; ssh-keyscan prints them")
    .describe("Public keys of its host, as lines of known_hosts"),
  addresses: z
    .array(cidr)
    .min(1, "must name at least one block; remove it for every address")
    .default(["0.0.0.0/0"])
    .describe("Where its host and the registries of images are reached"),
});

const flux = z.strictObject({
  kind: z.literal("flux").describe("Flux (Apache-2.0), installed by the Flux Operator (AGPL-3.0)"),
  repository: repository.describe("What is deployed"),
  committers: z
    .array(committer)
    .min(1, "must name at least one person, because only what they signed is deployed; add their public keys")
    .describe("Who may sign the newest commit of the branch; what nobody of them signed is not deployed"),
  pollMinutes: count("How often the repository is read, besides when the webhook says so (minutes)", 5),
  intervalMinutes: count("How often the cluster is compared with it and corrected (minutes)", 10),
  timeoutMinutes: count("How long a deployment may take until it is healthy (minutes)", 5),
  retryMinutes: count("After how long a failed one is tried again (minutes)", 2),
  webhook: z
    .boolean()
    .default(true)
    .describe("Whether GitLab tells Flux of commits: at https://flux.<domain of the first environment that has one>"),
  statuses: z
    .boolean()
    .default(true)
    .describe("Whether GitLab shows beside a commit whether it is deployed; needs flux-gitlab-token in Vault"),
  imageAutomation: z
    .boolean()
    .default(false)
    .describe("Whether newer images of teams[].images are proposed as merge requests; only in dev"),
});

const none = z.strictObject({ kind: z.literal("none").describe("Nothing is deployed from Git") });

/** Deployment of what a Git repository says. */
export const fluxSettings = z
  .discriminatedUnion("kind", [flux, none])
  .prefault({ kind: "none" })
  .describe("Flux, which deploys what teams commit");

export type FluxSettings = z.output<typeof flux>;

/** Host of an SSH address as known_hosts writes it: another port than 22 stands behind brackets. */
export function sshHost(url: string): string {
  const { hostname, port } = new URL(url);
  return port === "" || port === "22" ? hostname : `[${hostname}]:${port}`;
}

/** Where GitLab tells Flux of commits, and the environment whose domain that is; GitLab is on the internet. */
export function fluxHost({
  environments,
  ingress,
}: Pick<Settings, "environments" | "ingress">): { name: string; environment: string } | undefined {
  const environment = environments.find(({ domain }) => domain !== undefined);
  if (!environment || ingress.kind === "none" || !ingress.public.enabled) return undefined;
  return { name: `flux.${environment.domain}`, environment: environment.name };
}
