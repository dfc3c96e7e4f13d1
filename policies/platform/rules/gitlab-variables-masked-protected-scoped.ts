import { propsOf } from "../../lib/cloud/resources";
import { GROUP_VARIABLE, PROJECT_VARIABLE } from "../../lib/gitlab/resources";
import { namesCredential } from "../../lib/kubernetes/credentials";
import { MMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { text } from "../../lib/unknowns";

interface Variable {
  key: string;
  masked: boolean;
  protected: boolean;
  environmentScope: string;
}

/** Keys of clouds, which pipelines need none of: they sign in with ID tokens. */
const CLOUD = /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|(AZURE|ARM)_CLIENT_SECRET|GOOGLE_CREDENTIALS)$/;

export const gitlabVariablesMaskedProtectedScoped = resourceRule({
  name: "gitlab-variables-masked-protected-scoped",
  title: "Secret variables of pipelines show up in no log and reach no other job",
  description:
    "A GitLab variable with a secret must be masked, protected and for one environment, and no key of a cloud may be one.",
  group: "gitlab",
  severity: "high",
  levels: MMM,
  references: ["GitLab CI/CD hardening: protect secrets"],
  remedy:
    "Read it from Vault with an ID token instead; else set masked and protected to true, and environmentScope to one environment.",
  applies: (type) => type === PROJECT_VARIABLE || type === GROUP_VARIABLE,
  check(resource, report) {
    const variable = propsOf<Variable>(resource);
    report.attempt(() => {
      if (CLOUD.test(text(variable.key))) report.violation("key must not be that of a cloud's key");
    });
    const ask = (fine: () => boolean, must: string) =>
      report.attempt(() => {
        if (!fine() && isSecret(text(variable.key))) report.violation(must);
      });
    ask(() => variable.masked === true, "masked must be true");
    ask(() => variable.protected === true, "protected must be true");
    ask(() => !["", "*"].includes(text(variable.environmentScope)), "environmentScope must name an environment");
  },
});

function isSecret(key: string): boolean {
  return CLOUD.test(key) || namesCredential(key);
}
