import { deadMansSwitch } from "../names";
import type { RuleGroup } from "../rule";

/** What watches the watchers: always there. */
export function monitoringRules(): RuleGroup {
  return {
    name: "monitoring",
    rules: [
      {
        alert: deadMansSwitch,
        severity: "none",
        owner: "platform",
        expr: "vector(1)",
        forMinutes: 0,
        summary: "Alerts arrive",
        description: "It fires all the time. Whoever gets it calls people when it stops.",
      },
      {
        alert: "TargetDown",
        severity: "warning",
        owner: "team",
        expr: `count by (namespace, job) (up == 0)`,
        forMinutes: 15,
        summary: "{{ $value }} targets of {{ $labels.job }} in {{ $labels.namespace }} do not answer Prometheus",
        description: "Alerts about them are blind. It has lasted for 15 minutes.",
      },
      {
        alert: "RuleFailing",
        severity: "warning",
        owner: "platform",
        expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[15m])) > 0`,
        forMinutes: 5,
        summary: "Prometheus cannot evaluate {{ $labels.rule_group }}",
        description: "Alerts of this group do not fire.",
      },
      {
        alert: "AlertsNotSent",
        severity: "critical",
        owner: "platform",
        expr: `sum by (pod) (increase(prometheus_notifications_dropped_total[10m])) > 0`,
        forMinutes: 5,
        summary: "{{ $labels.pod }} reaches no Alertmanager",
        description: "Its alerts are lost until it does.",
      },
      {
        alert: "NotificationsFailing",
        severity: "critical",
        owner: "platform",
        expr: `sum by (integration) (increase(alertmanager_notifications_failed_total[15m])) > 0`,
        forMinutes: 5,
        summary: "Alertmanager cannot send to {{ $labels.integration }}",
        description: "Somebody does not hear of alerts. Other kinds of receivers still do.",
      },
      {
        alert: "CompactionFailing",
        severity: "warning",
        owner: "platform",
        expr: `max by (pod) (increase(prometheus_tsdb_compactions_failed_total[3h])) > 0`,
        forMinutes: 0,
        summary: "{{ $labels.pod }} cannot compact its samples",
        description: "Its volume is full or damaged; samples grow until nothing can be written.",
      },
    ],
  };
}
