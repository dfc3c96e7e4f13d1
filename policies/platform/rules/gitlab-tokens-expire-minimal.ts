import { propsOf } from "../../lib/cloud/resources";
import { ACCESS_TOKEN, DEPLOY_KEY, DEPLOY_TOKEN } from "../../lib/gitlab/resources";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { any, select, text } from "../../lib/unknowns";

interface Credential {
  expiresAt: string;
  rotationConfiguration: { expirationDays?: number };
  canPush: boolean;
  scopes: string[];
  accessLevel: string;
}

const DAYS = 90;
/** Scopes with which nearly everything can be done that the user of a token may. */
const BROAD = ["api", "sudo", "admin_mode", "create_runner", "manage_runner", "k8s_proxy"];
/** What a token may be that changes no protection. */
const MODEST = ["guest", "planner", "reporter", "developer"];

export const gitlabTokensExpireMinimal = resourceRule({
  name: "gitlab-tokens-expire-minimal",
  title: "Tokens and keys of GitLab end, and can do little",
  description:
    "A GitLab token or deploy key must end within 90 days; a key must not push, and a token must have no broad scope and no maintainer's rights.",
  group: "gitlab",
  severity: "high",
  levels: AMM,
  references: ["GitLab: token best practices"],
  remedy:
    "Set expiresAt or rotationConfiguration, narrow scopes and accessLevel, and leave canPush off. Another ceiling: maxDays in the policy's configuration.",
  config: {
    properties: {
      maxDays: { type: "number", default: DAYS, description: "Longest validity of a token or key, in days." },
    },
  },
  applies: (type) => type === ACCESS_TOKEN || type === DEPLOY_KEY || type === DEPLOY_TOKEN,
  check(resource, report) {
    const { maxDays = DAYS } = report.config<{ maxDays: number }>();
    const credential = propsOf<Credential>(resource);
    report.attempt(() => {
      const ends = any(
        () => within(credential.rotationConfiguration?.expirationDays, maxDays),
        () => within(daysUntil(text(credential.expiresAt), report.today), maxDays),
      );
      if (!ends) report.violation(`expiresAt must be set, to at most ${maxDays} days from now`);
    });
    report.attempt(() => {
      if (credential.canPush === true) report.violation("canPush must not be true");
    });
    if (resource.type === DEPLOY_KEY) return;
    const { found, unknown } = select(
      () => credential.scopes,
      (scope) => BROAD.includes(scope),
    );
    for (const scope of found) report.violation(`scopes must not hold ${scope}`);
    for (const value of unknown) report.undetermined(value);
    report.attempt(() => {
      if (resource.type !== ACCESS_TOKEN || MODEST.includes(text(credential.accessLevel))) return;
      report.violation(`accessLevel must be ${MODEST.join(", ")}`);
    });
  },
});

function within(days: number | undefined, most: number): boolean {
  return typeof days === "number" && days <= most;
}

/** Days from one to a date or time; undefined for anything else. What has ended can do nothing. */
function daysUntil(end: string, today: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}/.test(end) ? Date.parse(end) : Number.NaN;
  return Number.isNaN(time) ? undefined : (time - Date.parse(`${today}T00:00:00Z`)) / 86_400_000;
}
