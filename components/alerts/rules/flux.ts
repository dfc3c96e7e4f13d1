import type { RuleGroup } from "../rule";

export interface FluxThresholds {
  failureMinutes: number;
}

export function fluxRules({ failureMinutes }: FluxThresholds): RuleGroup {
  return {
    name: "flux",
    rules: [
      {
        alert: "FluxFailing",
        severity: "warning",
        owner: "team",
        expr: `max by (namespace, kind, name) (gotk_resource_info{ready="False",suspended!="true"}) == 1`,
        forMinutes: failureMinutes,
        summary: "{{ $labels.kind }} {{ $labels.namespace }}/{{ $labels.name }} of Flux fails",
        description: `What is in Git has not reached the cluster for ${failureMinutes} minutes.`,
      },
    ],
  };
}
