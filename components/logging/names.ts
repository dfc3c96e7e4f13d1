/** Namespaces: storage and views of logs; who reads nodes' files, as root; who makes Elasticsearch. */
export const namespaces = { logs: "logging", collectors: "log-collectors", operator: "elastic-system" } as const;

/** Name of the Elasticsearch and of the Kibana, from which their operator derives others. */
export const cluster = "logs";

/** Values of the pods' label `app.kubernetes.io/name`, and names of Services where they have one of ours. */
export const workloads = {
  elasticsearch: "elasticsearch",
  kibana: "kibana",
  aggregator: "fluentd",
  collector: "fluent-bit",
  setup: "logs-setup",
  operator: "elastic-operator",
} as const;

export const ports = {
  elasticsearch: 9200,
  transport: 9300,
  kibana: 5601,
  forward: 24224,
  aggregatorHealth: 9880,
  aggregatorMetrics: 24231,
  collectorMetrics: 2020,
  operatorMetrics: 8080,
} as const;

/** Services that the operator makes. */
export const services = {
  elasticsearch: `${cluster}-es-http.${namespaces.logs}.svc`,
  kibana: `${cluster}-kb-http.${namespaces.logs}.svc`,
} as const;

export const addresses = {
  elasticsearch: `https://${services.elasticsearch}:${ports.elasticsearch}`,
  kibana: `https://${services.kibana}:${ports.kibana}`,
  aggregator: `${workloads.aggregator}.${namespaces.logs}.svc`,
} as const;

/** Secrets with certificates, which are the certificates' names too. */
export const certificates = {
  elasticsearch: "elasticsearch-tls",
  kibana: "kibana-tls",
  aggregator: "fluentd-tls",
  collector: "fluent-bit-tls",
} as const;

/** Secret with the roles of Elasticsearch. */
export const rolesSecret = "elasticsearch-roles";

/** Claim with the snapshots of Elasticsearch, and where its pods mount it. */
export const snapshots = { claim: "elasticsearch-snapshots", path: "/usr/share/elasticsearch/snapshots" } as const;

/** Labels by which the operator knows its pods of Elasticsearch; our policies go by these. */
export const elasticsearchLabels = { "elasticsearch.k8s.elastic.co/cluster-name": cluster } as const;
/** The operator's own pods. */
export const operatorLabels = { "control-plane": workloads.operator } as const;
