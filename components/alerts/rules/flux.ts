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
        // Not `ready="False"`: while it tries again, a resource that fails is "Unknown".
        expr: `max by (namespace, kind, name) (gotk_resource_info{ready!="True",suspended!="true"}) == 1`,
        forMinutes: failureMinutes,
        summary: "{{ $labels.kind }} {{ $labels.namespace }}/{{ $labels.name }} of Flux fails",
        description: `What is in Git has not reached the cluster for ${failureMinutes} minutes.`,
      },
    ],
  };
}
