/** An alert before it is written as Prometheus wants it. */
export interface Alert {
  alert: string;
  /** `critical` wakes people, `warning` is for the next working day; `none` is not for people. */
  severity: "critical" | "warning" | "none";
  /** Who can do something about it: the platform's people, or the owner of the namespace that it names. */
  owner: "platform" | "team";
  /** PromQL; each series of its result is an alert. */
  expr: string;
  /** How long it must hold before it fires. */
  forMinutes: number;
  summary: string;
  description: string;
  /** What tells rules of the same name and severity apart. @default nothing */
  labels?: Record<string, string>;
}

/** A series that other rules read. */
export interface Recording {
  record: string;
  expr: string;
}

/** Rules that are evaluated together, in this order. */
export interface RuleGroup {
  name: string;
  /** How often. @default Prometheus' own interval */
  intervalSeconds?: number;
  rules: (Alert | Recording)[];
}

/** One `groups` entry of a PrometheusRule, or of a file of rules. @param runbooksUrl folder with a page per alert */
export function ruleGroup({ name, intervalSeconds, rules }: RuleGroup, runbooksUrl: string) {
  return {
    name,
    ...(intervalSeconds === undefined ? {} : { interval: `${intervalSeconds}s` }),
    rules: rules.map((rule) => ("record" in rule ? rule : alertingRule(rule, runbooksUrl))),
  };
}

function alertingRule(rule: Alert, runbooksUrl: string) {
  const { alert, severity, owner, expr, forMinutes, summary, description, labels } = rule;
  return {
    alert,
    expr,
    ...(forMinutes > 0 ? { for: `${forMinutes}m` } : {}),
    labels: { severity, owner, ...labels },
    annotations: { summary, description, runbook_url: `${runbooksUrl}/${alert}.md` },
  };
}
