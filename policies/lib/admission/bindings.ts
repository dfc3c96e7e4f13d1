import { ENVIRONMENTS } from "../environment";
import type { Level } from "../levels";
import { admittedKind } from "./kinds";
import type { AdmittedRule } from "./policy";

/** Whom the policies judge, and how. */
export interface BindingOptions {
  /** Environments whose namespaces the cluster has. */
  environments: readonly string[];
  /** `enforce`: as in plans. `warn`: everybody is told, and nobody is refused. */
  mode: "enforce" | "warn";
  /** Teams that are only told, whatever the mode. */
  onboarding?: readonly string[];
}

type Action = "Deny" | "Warn" | "Audit";

/** Labels of the namespaces of environments and their teams. */
const ENVIRONMENT = "platform/environment";
const TEAM = "platform/team";

const NAMESPACE = "core/Namespace";
const TOLD: Action[] = ["Warn", "Audit"];
const REFUSED: Action[] = ["Deny", "Audit"];

/** Where a rule's policy holds, and what it does there. */
export function bindingSpecs(rule: AdmittedRule, options: BindingOptions) {
  const bindings = [...options.environments.flatMap((name) => tenants(rule, name, options)), ...clusterScoped(rule)];
  return bindings.map(({ name, ...spec }) => ({
    name: `${rule.name}-${name}`,
    spec: { policyName: rule.name, ...spec },
  }));
}

/** One for an environment, and another for teams in it that are only told. */
function tenants(rule: AdmittedRule, environment: string, { mode, onboarding = [] }: BindingOptions) {
  const level = levelIn(rule, environment);
  if (level === "disabled") return [];
  // Nothing is repaired at admission: what plans repair is refused there.
  const validationActions = level === "advisory" || mode === "warn" ? TOLD : REFUSED;
  const within = (matchExpressions: { key: string; operator: string; values: string[] }[]) => {
    const namespaceSelector = {
      matchLabels: { [ENVIRONMENT]: environment },
      ...(matchExpressions.length > 0 && { matchExpressions }),
    };
    // Selectors do not choose among what belongs to no namespace, but for namespaces themselves.
    return { namespaceSelector, ...(rule.admission.kinds.includes(NAMESPACE) ? {} : scoped("Namespaced")) };
  };
  const teams = (operator: "In" | "NotIn") => [{ key: TEAM, operator, values: [...onboarding] }];
  const split = onboarding.length > 0 && validationActions === REFUSED;
  const main = { name: environment, validationActions, matchResources: within(split ? teams("NotIn") : []) };
  const told = { name: `${environment}-onboarding`, validationActions: TOLD, matchResources: within(teams("In")) };
  return split ? [main, told] : [main];
}

/**
 * What belongs to no namespace only administrators, charts and the API server itself write: they are told, since
 * refusing could keep a control plane from starting.
 */
function clusterScoped({ admission }: AdmittedRule) {
  const some = admission.kinds.some((kind) => kind !== NAMESPACE && admittedKind(kind).namespaced === false);
  return some ? [{ name: "cluster", validationActions: TOLD, matchResources: scoped("Cluster") }] : [];
}

function scoped(scope: "Namespaced" | "Cluster") {
  return { resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope }] };
}

/** What is no known environment is held to the strictest. */
function levelIn({ levels }: AdmittedRule, environment: string): Level {
  return levels[ENVIRONMENTS.find((name) => name === environment) ?? "production"];
}
