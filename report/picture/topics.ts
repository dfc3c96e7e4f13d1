/** Groups of namespaces in the order in which a person should meet them. */
export const topics = [
  "Environments and teams",
  "Traffic",
  "Secrets",
  "Observability",
  "Delivery",
  "Storage and backup",
  "Cluster",
  "Others",
] as const;

export type Topic = (typeof topics)[number];

/** The topic of each component's namespaces; a component that is not here stands among the others. */
const ofComponents: Readonly<Record<string, Topic>> = {
  Ingress: "Traffic",
  ExternalDns: "Traffic",
  CertManager: "Traffic",
  Mesh: "Traffic",
  Vault: "Secrets",
  ExternalSecrets: "Secrets",
  Monitoring: "Observability",
  Logging: "Observability",
  Grafana: "Observability",
  Opencost: "Observability",
  Kubecost: "Observability",
  Headlamp: "Observability",
  Consoles: "Observability",
  Flux: "Delivery",
  GitlabRunner: "Delivery",
  ImageTrust: "Delivery",
  Storage: "Storage and backup",
  Backup: "Storage and backup",
  AwsCluster: "Cluster",
  AzureCluster: "Cluster",
  ExistingCluster: "Cluster",
};

/** @param type of the component, such as `platform:components:Vault` */
export function topicOf(type: string, labels: Record<string, string>): Topic {
  if (labels["platform/environment"] !== undefined || labels["platform/team"] !== undefined) return topics[0];
  return ofComponents[type.slice(type.lastIndexOf(":") + 1)] ?? "Others";
}
