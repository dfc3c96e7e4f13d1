import type { RuleGroup } from "../rule";

export interface VaultThresholds {
  sealedMinutes: number;
}

export function vaultRules({ sealedMinutes }: VaultThresholds): RuleGroup {
  return {
    name: "vault",
    rules: [
      {
        alert: "VaultSealed",
        severity: "critical",
        owner: "platform",
        // A sealed server exports nothing about itself, but its pod is not ready.
        expr: `max by (pod) (kube_pod_status_ready{namespace="vault",pod=~"vault-[0-9]+",condition="false"}) == 1`,
        forMinutes: sealedMinutes,
        summary: "Server {{ $labels.pod }} of Vault is sealed or does not run",
        description: `It has answered nobody for ${sealedMinutes} minutes. Without a majority of servers no secret can be read.`,
      },
      {
        alert: "SecretNotSynced",
        severity: "warning",
        owner: "platform",
        expr: `max by (exported_namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1`,
        forMinutes: 15,
        summary: "Secret {{ $labels.exported_namespace }}/{{ $labels.name }} cannot be read from Vault",
        description:
          "Its entry is missing in Vault, or External Secrets may not read it. The Secret keeps its old value.",
      },
    ],
  };
}
