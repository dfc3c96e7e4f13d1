import type { Alert, RuleGroup } from "../rule";

export interface CertificateThresholds {
  expiryDays: number;
  expiryCriticalDays: number;
  notReadyMinutes: number;
}

const which = "{{ $labels.exported_namespace }}/{{ $labels.name }}";
const left = `max by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds > 0) - time()`;

export function certificateRules(given: CertificateThresholds): RuleGroup {
  const expiring = (severity: Alert["severity"], days: number): Alert => ({
    alert: "CertificateExpiring",
    severity,
    owner: "platform",
    expr: `${left} < ${days} * 86400`,
    forMinutes: 10,
    summary: `Certificate ${which} expires in {{ $value | humanizeDuration }}`,
    description: `It has less than ${days} days left. cert-manager renews it 30 days before its end, and has not.`,
  });
  return {
    name: "certificates",
    rules: [
      expiring("warning", given.expiryDays),
      expiring("critical", given.expiryCriticalDays),
      {
        alert: "CertificateNotReady",
        severity: "warning",
        owner: "platform",
        expr: `max by (exported_namespace, name) (certmanager_certificate_ready_status{condition!="True"}) == 1`,
        forMinutes: given.notReadyMinutes,
        summary: `Certificate ${which} is not issued`,
        description: `It has not been ready for ${given.notReadyMinutes} minutes: its host shows no valid certificate, or an old one.`,
      },
    ],
  };
}
