import { idOf, ofType, propsOf } from "../../lib/cloud/resources";
import { sameProject } from "../../lib/gitlab/project";
import { ENVIRONMENT, PROJECT, PROTECTED_ENVIRONMENT } from "../../lib/gitlab/resources";
import { DMM } from "../../lib/levels";
import { stackRule, type Resource } from "../../lib/rule";
import { all, any, concerning, some, text } from "../../lib/unknowns";

interface Environment {
  name: string;
  tier: string;
}

interface Protected {
  environment: string;
  approvalRules: { requiredApprovals?: number; userId?: number }[];
}

export const gitlabProdEnvironmentProtected = stackRule({
  name: "gitlab-prod-environment-protected",
  title: "Somebody approves every deployment to production",
  description: "A production environment of a GitLab project must be protected, with rules about who approves.",
  group: "gitlab",
  severity: "high",
  levels: DMM,
  references: ["GitLab CI/CD hardening: protected environments"],
  remedy: "Declare a gitlab.ProjectProtectedEnvironment of the project and environment, with approvalRules.",
  check(resources, report) {
    const projects = ofType(resources, PROJECT);
    const guards = ofType(resources, PROTECTED_ENVIRONMENT);
    for (const environment of ofType(resources, ENVIRONMENT)) {
      report.on(environment.urn, () => {
        if (!isProduction(propsOf<Environment>(environment)) || isGuarded(environment, guards, projects)) return;
        report.violation("a ProjectProtectedEnvironment must ask for approval of deployments");
      });
    }
  },
});

function isGuarded(environment: Resource, guards: readonly Resource[], projects: readonly Resource[]): boolean {
  return some(
    () => guards,
    (guard) => {
      const props = propsOf<Protected>(guard);
      return all(
        () => sameProject(environment, guard, projects),
        () => concerning(idOf(guard), () => text(props.environment)) === text(propsOf<Environment>(environment).name),
        () => concerning(idOf(guard), () => asksForApproval(props)),
      );
    },
  );
}

/** One person by themselves is an approval too; a group or role must say how many. */
function asksForApproval({ approvalRules }: Partial<Protected>): boolean {
  return some(
    () => approvalRules,
    ({ requiredApprovals, userId }) => Number(requiredApprovals) >= 1 || typeof userId === "number",
  );
}

function isProduction(environment: Partial<Environment>): boolean {
  return any(
    () => text(environment.tier) === "production",
    () => /^(prod|production|live)($|[/_-])/i.test(text(environment.name)),
  );
}
