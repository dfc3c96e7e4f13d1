import { propsOf } from "../../lib/cloud/resources";
import { secondsOf } from "../../lib/duration";
import { AMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { resourceRule } from "../../lib/rule";
import { any, nonEmpty, some, text } from "../../lib/unknowns";
import { APP_ROLE, JWT_ROLE } from "../../lib/vault/resources";

/** Claims by which GitLab and GitHub say whose pipeline it is. */
const PROJECT = ["project_id", "project_path", "repository", "repository_id", "sub"];
/** Claims by which GitLab says that not everybody may start it. */
const PROTECTED = ["ref_protected", "environment_protected"];
const HOURS = 24;

interface JwtRole {
  roleType: string;
  boundAudiences: string[];
  boundClaims: Record<string, string>;
  boundSubject: string;
}

interface AppRole {
  bindSecretId: boolean;
  secretIdTtl: number;
  secretIdNumUses: number;
}

export const vaultCiAuthBound = resourceRule({
  name: "vault-ci-auth-bound",
  title: "Pipelines log in to Vault as one project's protected ones",
  description:
    "A role for pipelines must take tokens for one audience, of one project and of protected branches; a secret ID of an AppRole must end and be used up.",
  group: "vault",
  severity: "high",
  levels: AMM,
  references: ["GitLab: using external secrets in CI"],
  remedy:
    'Set boundAudiences, and boundClaims with project_id and ref_protected: "true"; set secretIdTtl and secretIdNumUses. Another ceiling: maxSecretIdHours in the policy\'s configuration.',
  config: {
    properties: {
      maxSecretIdHours: { type: "number", default: HOURS, description: "Longest validity of a secret ID, in hours." },
    },
  },
  applies: (type) => type === JWT_ROLE || type === APP_ROLE,
  check(resource, report) {
    if (resource.type === APP_ROLE) checkAppRole(propsOf<AppRole>(resource), report);
    // Roles of type oidc, the default, are for people.
    else if (text(propsOf<JwtRole>(resource).roleType) === "jwt") checkJwtRole(propsOf<JwtRole>(resource), report);
  },
});

function checkJwtRole(role: Partial<JwtRole>, report: Report): void {
  report.attempt(() => {
    if (!nonEmpty(() => role.boundAudiences)) report.violation("boundAudiences must be set");
  });
  const claim = (name: string) => text(role.boundClaims?.[name]);
  report.attempt(() => {
    const bound = any(
      () => exact(text(role.boundSubject)),
      () =>
        some(
          () => PROJECT,
          (name) => exact(claim(name)),
        ),
    );
    if (!bound) report.violation(`boundClaims must name one project, by ${PROJECT.join(", ")}`);
  });
  report.attempt(() => {
    const guarded = some(
      () => PROTECTED,
      (name) => claim(name) === "true",
    );
    if (!guarded) report.violation(`boundClaims must ask for ${PROTECTED.join(" or ")}`);
  });
}

/** Values may be lists, separated by commas, or patterns. */
function exact(value: string): boolean {
  return value !== "" && !/[*,]/.test(value);
}

function checkAppRole(role: Partial<AppRole>, report: Report): void {
  const { maxSecretIdHours = HOURS } = report.config<{ maxSecretIdHours: number }>();
  report.attempt(() => {
    if (role.bindSecretId === false) report.violation("bindSecretId must not be false: the role's ID is no secret");
  });
  report.attempt(() => {
    const seconds = secondsOf(role.secretIdTtl) ?? 0;
    if (seconds > 0 && seconds <= 3600 * maxSecretIdHours) return;
    report.violation(`secretIdTtl must be set, to at most ${maxSecretIdHours} hours`);
  });
  report.attempt(() => {
    if (!(Number(role.secretIdNumUses ?? 0) > 0)) report.violation("secretIdNumUses must be set");
  });
}
