import { rules as cloudRules } from "../../policies/cloud/rules";
import { rules as kubernetesRules } from "../../policies/kubernetes/rules";
import { absence } from "../../policies/lib/admission/absent";
import { isAdmitted } from "../../policies/lib/admission/policy";
import type { Environment } from "../../policies/lib/environment";
import type { Rule } from "../../policies/lib/rule";
import { rules as platformRules } from "../../policies/platform/rules";

const HEAD = `<!-- Made by npm run generate. -->

# Where rules hold

Every rule judges the plan: what the program deploys. Those that one object decides also judge at admission, in namespaces of
environments and teams, whoever applies the object: \`kubectl\`, Flux, a pipeline. Both come from one file,
\`policies/*/rules/<rule>.ts\`. What the API server says of each case of the tests stands in
[admission-verdicts.md](admission-verdicts.md), and why it is built so in
[decisions/0017-admission.md](../decisions/0017-admission.md).

**Denied** objects are refused, with the rule, the place and the remedy. **Warned** ones are taken; \`kubectl\` prints the
warning. Both are in the audit log of the API server. \`platform:admission\` turns refusals into warnings for the whole
cluster (\`kind: warn\`) or for teams that join (\`onboarding\`).

| Rule | Holds in | dev | staging | production | Why not at admission |
| ---- | -------- | --- | ------- | ---------- | -------------------- |
`;

/** Which rule holds where, of all packs. */
export function admissionReference(): string {
  return HEAD + [...kubernetesRules, ...platformRules, ...cloudRules].map(row).join("\n") + "\n";
}

function row(rule: Rule): string {
  const both = isAdmitted(rule);
  const effects = both ? (["dev", "staging", "production"] as const).map((name) => effect(rule, name)) : ["", "", ""];
  return `| ${[`\`${rule.name}\``, both ? "plan, admission" : "plan", ...effects, absence(rule) ?? ""].join(" | ")} |`;
}

function effect({ levels }: Rule, environment: Environment): string {
  const level = levels[environment];
  if (level === "disabled") return "–";
  return level === "advisory" ? "warned" : "denied";
}
