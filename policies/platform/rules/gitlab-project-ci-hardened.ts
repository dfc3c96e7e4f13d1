import { propsOf } from "../../lib/cloud/resources";
import { eachProject, requireOf, someOf } from "../../lib/gitlab/project";
import { JOB_TOKEN_SCOPES, PUSH_RULES, SECURITY_SETTINGS } from "../../lib/gitlab/resources";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { any, text } from "../../lib/unknowns";

interface Project {
  publicJobs: boolean;
  ciPipelineVariablesMinimumOverrideRole: string;
  preReceiveSecretDetectionEnabled: boolean;
  pushRules: { preventSecrets?: boolean };
}

const ROLES = ["maintainer", "owner", "no_one_allowed"];

export const gitlabProjectCiHardened = stackRule({
  name: "gitlab-project-ci-hardened",
  title: "Jobs of a project show and reach only what is theirs",
  description:
    "A GitLab project must keep its jobs to its members, let maintainers alone override variables, refuse secrets that are pushed, and close its job tokens.",
  group: "gitlab",
  severity: "medium",
  levels: AMM,
  references: ["CKV_GLB_3", "GitLab CI/CD hardening"],
  remedy:
    "Set publicJobs: false and ciPipelineVariablesMinimumOverrideRole: maintainer; declare a gitlab.ProjectPushRules with preventSecrets (or a gitlab.ProjectSecuritySettings) and a gitlab.ProjectJobTokenScopes with enabled: true.",
  check(resources, report) {
    eachProject(resources, report, (project) => {
      const props = propsOf<Project>(project);
      report.attempt(() => {
        if (props.publicJobs !== false) report.violation("publicJobs must be false");
      });
      report.attempt(() => {
        if (ROLES.includes(text(props.ciPipelineVariablesMinimumOverrideRole))) return;
        report.violation(`ciPipelineVariablesMinimumOverrideRole must be ${ROLES.join(", ")}`);
      });
      report.attempt(() => {
        const refused = any(
          () => props.preReceiveSecretDetectionEnabled === true,
          () => props.pushRules?.preventSecrets === true,
          () =>
            someOf<{ preventSecrets: boolean }>(resources, project, {
              type: PUSH_RULES,
              holds: ({ preventSecrets }) => preventSecrets === true,
            }),
          () =>
            someOf<{ secretPushProtectionEnabled: boolean }>(resources, project, {
              type: SECURITY_SETTINGS,
              holds: ({ secretPushProtectionEnabled }) => secretPushProtectionEnabled === true,
            }),
        );
        if (!refused) report.violation("a ProjectPushRules or ProjectSecuritySettings must refuse secrets");
      });
      requireOf<{ enabled: boolean }>(resources, project, report, {
        type: JOB_TOKEN_SCOPES,
        must: "a ProjectJobTokenScopes must set enabled to true",
        holds: ({ enabled }) => enabled === true,
      });
    });
  },
});
