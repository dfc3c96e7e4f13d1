/** Namespace of Prometheus, Alertmanager and the operator. */
export const monitoringNamespace = "monitoring";

/** Namespace of the node exporter, which sees the node that it is on. */
export const nodeExporterNamespace = "node-exporter";

/** Name of the release and of the custom resources, and what the names of all Services begin with. */
export const release = "platform";

/** Pods by their label app.kubernetes.io/name; service accounts have the same names. */
export const workloads = {
  prometheus: "prometheus",
  alertmanager: "alertmanager",
  operator: "prometheus-operator",
  webhook: "prometheus-operator-webhook",
  kubeStateMetrics: "kube-state-metrics",
  nodeExporter: "node-exporter",
} as const;

/** Labels of the operator's own pods, as the chart sets them. */
export const operatorLabels = {
  operator: { app: "kube-prometheus-stack-operator" },
  webhook: { app: "kube-prometheus-stack-operator-webhook" },
};

/** TCP ports. Alertmanagers also use that of `gossip` over UDP. */
export const ports = {
  prometheus: 9090,
  alertmanager: 9093,
  gossip: 9094,
  reloader: 8080,
  operator: 10250,
  kubeStateMetrics: 8080,
  nodeExporter: 9100,
  kubelet: 10250,
  coreDns: 9153,
} as const;

/** Addresses of the two, for whoever asks them. */
export const addresses = {
  prometheus: `http://${release}-prometheus.${monitoringNamespace}.svc:${ports.prometheus}`,
  alertmanager: `http://${release}-alertmanager.${monitoringNamespace}.svc:${ports.alertmanager}`,
} as const;

/** Secret with Alertmanager's configuration, and where it mounts others. */
export const alertmanagerConfigSecret = "alertmanager-config";

/** Where Alertmanager finds a key of a Secret that it mounts. */
export function alertmanagerSecretFile(secret: string, key: string): string {
  return `/etc/alertmanager/secrets/${secret}/${key}`;
}
