import type { Finding, FindingStatus, Level, Severity } from "./types";

/** What a pack's metadata says of one of its rules. */
export interface RuleInfo {
  severity?: Severity;
  remedy?: string;
}

/** One diagnostic as a pack sent it. */
export interface Diagnostic {
  pack: string;
  policy: string;
  description: string;
  message: string;
  level: Level;
  severity?: Severity;
  urn?: string;
}

/**
 * A pack cannot say that a rule could not be decided, or was waived; ours do so through policies of these names, whose
 * messages begin with the rule: `no-host-path: the volume's path is not known yet`.
 */
const metaPolicies: [RegExp, FindingStatus][] = [
  [/^undetermined(-stack|-advisory.*)?$/, "undetermined"],
  [/^waived(-stack)?$/, "waived"],
];

export function toFinding(diagnostic: Diagnostic, rules: ReadonlyMap<string, RuleInfo>): Finding {
  const { pack, level, urn } = diagnostic;
  const { policy, message, status } = interpret(diagnostic);
  const rule = rules.get(policy);
  const severity = diagnostic.severity ?? rule?.severity;
  return {
    pack,
    policy,
    level,
    ...(severity ? { severity } : {}),
    ...(urn ? { urn } : {}),
    message,
    ...(rule?.remedy ? { remedy: rule.remedy } : {}),
    status,
  };
}

function interpret(diagnostic: Diagnostic): Pick<Finding, "policy" | "message" | "status"> {
  const message = usefulPart(diagnostic);
  const status = metaPolicies.find(([name]) => name.test(diagnostic.policy))?.[1];
  const [, rule, rest] = /^([\w.-]+): ([^]*)$/.exec(message) ?? [];
  if (status && rule !== undefined && rest !== undefined) return { policy: rule, message: rest, status };
  if (status) return { policy: diagnostic.policy, message, status };
  // The SDK's own words for a policy that read an unknown value.
  const undecided = /^can't run (policy|remediation) '/.test(message);
  return { policy: diagnostic.policy, message, status: undecided ? "undetermined" : "violation" };
}

/** The SDK puts the policy's description and a newline before what the policy said. */
function usefulPart({ description, message }: Diagnostic): string {
  return message.startsWith(`${description}\n`) ? message.slice(description.length + 1).trim() : message.trim();
}
