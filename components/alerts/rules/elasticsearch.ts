import type { Alert, RuleGroup } from "../rule";

export interface ElasticsearchThresholds {
  yellowMinutes: number;
  redMinutes: number;
}

export function elasticsearchRules(given: ElasticsearchThresholds): RuleGroup {
  const unhealthy = (severity: Alert["severity"], health: string, minutes: number, lost: string): Alert => ({
    alert: "ElasticsearchUnhealthy",
    severity,
    owner: "platform",
    expr: `max by (namespace, name) (elasticsearch_health{health="${health}"}) == 1`,
    forMinutes: minutes,
    summary: `Elasticsearch {{ $labels.namespace }}/{{ $labels.name }} is ${health}`,
    description: `${lost} It has lasted for ${minutes} minutes.`,
  });
  return {
    name: "elasticsearch",
    rules: [
      unhealthy(
        "warning",
        "yellow",
        given.yellowMinutes,
        "Copies of some logs are missing: one more node lost loses them.",
      ),
      unhealthy("critical", "red", given.redMinutes, "Some logs cannot be read, and new ones wait in the aggregators."),
    ],
  };
}
