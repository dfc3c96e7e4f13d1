/** Somebody, or something, that hears of alerts; its secret is in Vault at `platform/alerts/<name>`. */
export type Receiver = { name: string } & (
  | { kind: "email"; to: string[]; from: string; smarthost: string; username: string }
  | { kind: "slack"; channel: string }
  | { kind: "pagerduty" }
  | { kind: "gitlab"; url: string }
  | { kind: "webhook" }
);

/** Secret with the secrets of all receivers, which Alertmanager mounts. */
export const receiversSecret = "alertmanager-receivers";

/** Key of the entry in Vault that holds a receiver's secret. */
const secretKeys = {
  email: "password",
  slack: "url",
  pagerduty: "routing-key",
  gitlab: "token",
  webhook: "url",
} as const satisfies Record<Receiver["kind"], string>;

/** Keys of {@link receiversSecret}, one per receiver, and where Vault has them. */
export function receiverSecrets(receivers: Receiver[]): Record<string, { entry: string; key: string }> {
  return Object.fromEntries(
    receivers.map(({ name, kind }) => [name, { entry: `alerts/${name}`, key: secretKeys[kind] }]),
  );
}

/**
 * Connections of Alertmanager to them: to anywhere outside of the cluster on the ports that they use, because none of
 * these services has fixed addresses.
 */
export function receiverEgress(receivers: Receiver[]): { cidr: string; port: number }[] {
  const ports = receivers.map(portOf);
  return [...new Set(ports)].sort((a, b) => a - b).map((port) => ({ cidr: "0.0.0.0/0", port }));
}

function portOf(receiver: Receiver): number {
  switch (receiver.kind) {
    case "email":
      return Number(receiver.smarthost.split(":")[1]);
    case "gitlab":
      return Number(new URL(receiver.url).port || 443);
    default:
      return 443;
  }
}

const severity = `{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}`;
const firing = `{{ if eq .Status "firing" }}{{ .Alerts.Firing | len }} firing{{ else }}resolved{{ end }}`;
const title = `[${firing}] {{ .CommonLabels.alertname }} ({{ or .CommonLabels.team "platform" }}, {{ .CommonLabels.severity }})`;
const text = [
  "{{ range .Alerts }}{{ .Annotations.summary }}",
  "{{ .Annotations.description }}",
  "Runbook: {{ .Annotations.runbook_url }}",
  "{{ end }}",
].join("\n");

/**
 * A receiver as Alertmanager's configuration has it. Secrets are read from files.
 * @param file where it finds the receiver's secret
 */
export function receiverConfig(receiver: Receiver, file: string): object {
  const { name } = receiver;
  switch (receiver.kind) {
    case "email": {
      const { to, from, smarthost, username } = receiver;
      const email = { to: to.join(", "), from, smarthost, auth_username: username, auth_password_file: file };
      return { name, email_configs: [{ ...email, headers: { Subject: title }, send_resolved: true }] };
    }
    case "slack": {
      const slack = { channel: receiver.channel, api_url_file: file, title, text };
      return { name, slack_configs: [{ ...slack, send_resolved: true }] };
    }
    case "pagerduty":
      return { name, pagerduty_configs: [{ routing_key_file: file, description: title, severity }] };
    case "gitlab": {
      const authorization = { type: "Bearer", credentials_file: file };
      return { name, webhook_configs: [{ url: receiver.url, http_config: { authorization } }] };
    }
    case "webhook":
      return { name, webhook_configs: [{ url_file: file }] };
  }
}
