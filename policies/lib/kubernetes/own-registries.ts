import { configured, type Env } from "../environment";

interface Team {
  name?: unknown;
  projects?: unknown;
}

/**
 * Registries that the stack itself approves: `platform:imageTrust.registries`, and the paths of teams with projects
 * in GitLab, whose images are verified at admission: the paths that src/resolve/image-trust.ts has verified.
 *
 * @param env Environment of the process; Pulumi passes the stack's configuration to a pack this way.
 */
export function ownRegistries(env: Env): string[] {
  const setting = (name: string) => configured(env, `platform:${name}`);
  const trust = record(setting("imageTrust"));
  const gitlab = record(setting("gitlab"));
  const given = list(trust["registries"]).filter((item) => typeof item === "string");
  if (trust["kind"] !== "kyverno" || gitlab["kind"] !== "gitlab") return given;
  const registry = typeof trust["registry"] === "string" ? trust["registry"] : `registry.${hostOf(gitlab["baseUrl"])}`;
  const teams = list(setting("teams")) as Team[];
  const own = teams
    .filter(({ projects }) => list(projects).length > 0)
    .map(({ name }) => `${registry}/${String(gitlab["group"])}/${String(name)}`.toLowerCase());
  return [...own, ...given];
}

function hostOf(baseUrl: unknown): string {
  return typeof baseUrl === "string" && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : "gitlab.com";
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
