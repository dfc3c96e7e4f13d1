import { readFileSync } from "node:fs";
import type { Signer, TeamTrust, TrustRoot } from "../../components/image-trust/policies";
import type { Settings } from "../settings";
import { teamProjects, type GitlabSettings } from "../settings/gitlab";
import type { ImageTrustSettings } from "../settings/image-trust";
import { mostImportant } from "../settings/team";

/** Verification of images, as the settings describe it. */
export interface ImageTrustPlan {
  /** Whether the registry asks who reads. */
  credentials: boolean;
  /** Where the registry, GitLab and Sigstore are. */
  egress: { cidr: string; port: number; protocol: "TCP" }[];
  teams: TeamTrust[];
}

/** Undefined where nobody verifies signatures. */
export function imageTrustPlan({ imageTrust, gitlab, ...settings }: Settings): ImageTrustPlan | undefined {
  if (imageTrust.kind === "none" || gitlab.kind === "none") return undefined;
  const { addresses, credentials } = imageTrust;
  const byDefault = mostImportant(settings.environments) === "dev" ? "warn" : "enforce";
  const mode = imageTrust.mode ?? byDefault;
  const registry = registryOf(imageTrust, gitlab);
  const ports = [...new Set([443, Number(registry.split(":")[1] ?? 443)])];
  return {
    credentials,
    egress: addresses.flatMap((cidr) => ports.map((port) => ({ cidr, port, protocol: "TCP" as const }))),
    teams: settings.teams
      .filter(({ projects }) => projects.length > 0)
      .map((team) => ({
        team: team.name,
        mode: team.imageTrust.mode ?? mode,
        path: teamPath(registry, gitlab, team),
        projects: teamProjects(gitlab, team).map((project, i) => ({
          name: team.projects[i]!,
          path: `${registry}/${project.toLowerCase()}`,
          signers: signersOf(imageTrust, gitlab, team, project),
        })),
      })),
  };
}

/** Where each team's pipelines push images, whether somebody verifies them or not. */
export function teamRegistries({ imageTrust, gitlab, teams }: Settings): string[] {
  if (gitlab.kind === "none") return [];
  const registry = registryOf(imageTrust, gitlab);
  return teams.map((team) => teamPath(registry, gitlab, team));
}

function registryOf(imageTrust: Settings["imageTrust"], { baseUrl }: GitlabSettings): string {
  const registry = imageTrust.kind === "none" ? undefined : imageTrust.registry;
  return registry ?? `registry.${new URL(baseUrl).hostname}`;
}

/** Registries write paths in lower case. */
function teamPath(registry: string, { group }: GitlabSettings, { name }: Settings["teams"][number]): string {
  return `${registry}/${group}/${name}`.toLowerCase();
}

/** The pipeline of the project on its one protected branch, or whoever has one of the team's keys. */
function signersOf(
  { issuer, pipelineFile, sigstore, transparencyLog }: ImageTrustSettings,
  { baseUrl, branch }: GitlabSettings,
  { imageTrust: { keyFiles } }: Settings["teams"][number],
  project: string,
): Signer[] {
  const trustRoot: TrustRoot | undefined = sigstore && {
    mirror: sigstore.mirror,
    root: readFileSync(sigstore.rootFile, "base64"),
  };
  if (keyFiles.length > 0) {
    return keyFiles.map((file) => ({ kind: "key", key: readFileSync(file, "utf8"), transparencyLog, trustRoot }));
  }
  const address = baseUrl.slice(0, -"/api/v4".length);
  // What Fulcio writes into the certificate: GitLab's claim ci_config_ref_uri.
  const subject = `${address}/${project}//${pipelineFile}@refs/heads/${branch}`;
  return [{ kind: "pipeline", issuer: issuer ?? address, subject, trustRoot }];
}
