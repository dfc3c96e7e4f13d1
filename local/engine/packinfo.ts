import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { RuleInfo } from "./findings";
import type { DeclaredPolicy, EnforcementLevel, PolicySettings } from "./packconfig";
import type { Severity } from "./types";

export interface PackDescription {
  name: string;
  rules: Map<string, RuleInfo>;
  policies: DeclaredPolicy[];
  initialConfig: Record<string, Partial<PolicySettings>>;
}

const levels: EnforcementLevel[] = ["advisory", "mandatory", "disabled", "remediate"];
const severities: (Severity | undefined)[] = [undefined, "low", "medium", "high", "critical"];

export function describePack(info: proto.AnalyzerInfo): PackDescription {
  const policies = info.getPoliciesList();
  return {
    name: info.getName(),
    rules: new Map(policies.map((policy) => [policy.getName(), ruleInfo(policy)])),
    policies: policies.map((policy) => {
      const schema = policy.getConfigschema();
      const declared = { name: policy.getName(), level: levelFrom(policy.getEnforcementlevel()) };
      if (!schema) return declared;
      const properties = (schema.getProperties()?.toJavaScript() ?? {}) as Record<string, Record<string, unknown>>;
      return { ...declared, schema: { properties, required: schema.getRequiredList() } };
    }),
    initialConfig: Object.fromEntries(
      [...info.getInitialconfigMap().entries()].map(([name, config]) => [
        name,
        {
          level: levelFrom(config.getEnforcementlevel()),
          properties: config.getProperties()?.toJavaScript() ?? {},
        },
      ]),
    ),
  };
}

function ruleInfo(policy: proto.PolicyInfo): RuleInfo {
  const severity = severityFrom(policy.getSeverity());
  const remedy = policy.getRemediationSteps();
  return { ...(severity ? { severity } : {}), ...(remedy ? { remedy } : {}) };
}

export function severityFrom(severity: proto.PolicySeverity): Severity | undefined {
  return severities[severity];
}

export function levelFrom(level: proto.EnforcementLevel): EnforcementLevel {
  const known = levels[level];
  if (!known) throw new Error(`the pack has a policy of the unknown enforcement level ${level}`);
  return known;
}

export function levelOf(level: EnforcementLevel): proto.EnforcementLevel {
  return levels.indexOf(level);
}
