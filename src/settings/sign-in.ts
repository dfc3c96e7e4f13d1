import { z } from "zod";
import { challengeOf } from "./certificates";
import type { Settings } from "./index";
import { cidr } from "./network";

/** Every console, which is also the first label of its host. */
export const consoleNames = [
  "platform",
  "grafana",
  "prometheus",
  "alertmanager",
  "kibana",
  "headlamp",
  "cost",
] as const;
export type ConsoleName = (typeof consoleNames)[number];

const client = (what: string) =>
  z
    .string()
    .min(1, "must not be empty; write the ID of the client at the sign-in provider, or remove the setting")
    .optional()
    .describe(`ID of the client for ${what}. Default: it is not published`);

/** How people sign in to the consoles. */
export const signInSettings = z
  .strictObject({
    issuer: z
      .string()
      .regex(
        /^https:\/\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/,
        "must be an https address without a / at its end; write for example https://gitlab.com",
      )
      .default("https://gitlab.com")
      .describe("Issuer of the sign-in provider (OpenID Connect)"),
    groupsClaim: z
      .string()
      .regex(/^[A-Za-z_][\w-]*$/, "must be the name of a claim; write groups_direct, or remove the setting")
      .default("groups_direct")
      .describe("Claim of the ID token with the groups of a person; GitLab's is groups_direct, others' often groups"),
    cidrs: z
      .array(cidr)
      .min(1, "must name at least one block of addresses; remove the setting for any address outside of the cluster")
      .default(["0.0.0.0/0"])
      .describe(
        "Addresses of the issuer. Default: any outside of the cluster, on its port alone, which takes a waiver",
      ),
    clients: z
      .strictObject({
        platform: client("the landing page with links to all others"),
        grafana: client("Grafana"),
        prometheus: client("Prometheus"),
        alertmanager: client("Alertmanager"),
        kibana: client("Kibana"),
        headlamp: client("Headlamp, which the API server has to trust too"),
        cost: client("the view of costs"),
      })
      .prefault({})
      .describe(
        "Clients at the sign-in provider, one per console at https://<console>.<domain of the environment>; their secrets are in Vault: <environment>/platform/sign-in/<console>, key client-secret",
      ),
  })
  .prefault({})
  .describe("How people sign in to the consoles");

type Given = Pick<Settings, "environments" | "ingress" | "certificates" | "cluster">;

/**
 * The environment below whose domain the platform's own hosts lie, for connected networks only. HTTP-01 proves no such
 * host, because the ACME server asks it from the internet.
 */
export function internalDomain(given: Given): { domain: string; environment: string } | undefined {
  const { environments, ingress, certificates } = given;
  if (ingress.kind === "none" || !ingress.internal.enabled) return undefined;
  if (certificates.issuer === "acme" && challengeOf(given) === "http01") return undefined;
  const environment = environments.find(({ domain }) => domain !== undefined);
  return environment && { domain: environment.domain!, environment: environment.name };
}

/**
 * Who may sign in, as the sign-in provider sends groups. Metrics and prices are for everybody who works here; who may
 * silence alerts is fewer, and Prometheus' own view shows its configuration.
 */
export function consoleGroups(console: ConsoleName, { access, teams }: Pick<Settings, "access" | "teams">): string[] {
  const { admins, operators, developers, viewers } = access;
  const platform = [...admins, ...operators];
  const everybody = [
    ...platform,
    ...developers,
    ...viewers,
    ...teams.flatMap(({ groups }) => [...groups.developers, ...groups.viewers]),
  ];
  const restricted: readonly ConsoleName[] = ["prometheus", "alertmanager"];
  return [...new Set(restricted.includes(console) ? platform : everybody)];
}
