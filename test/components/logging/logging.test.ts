import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { aggregator } from "../../../components/logging/aggregator";
import { setupJob } from "../../../components/logging/setup";
import { Logging, type LoggingArgs } from "../../../components/logging";
import { charts as pins, images } from "../../../src/versions";
import { registeredBy, type Registered } from "../../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const args: LoggingArgs = {
  pins,
  images,
  charts: { monitors: { ready: [] } },
  peers: {
    dns: peer,
    ingressController: peer,
    prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
    mesh: false,
    apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
    clusterCidrs: ["10.0.0.0/16"],
  },
  secrets: {
    store: "vault-staging",
    address: "https://vault.vault.svc:8200",
    account: { namespace: "external-secrets", serviceAccount: "external-secrets" },
    caSecret: "internal-ca",
    ready: [],
  },
  caIssuer: { name: "internal", ready: [] },
  nodes: 3,
  memoryGiB: 4,
  storageGiB: 100,
  bufferGiB: 20,
  storageClass: "ceph-block",
  snapshots: { retentionDays: 30, storageGiB: 300, storageClass: "ceph-filesystem" },
  streams: [{ name: "logs.team.payments.staging", retentionDays: 14, namespaces: ["payments"] }],
  teams: ["payments"],
  protect: true,
  kibanaAddress: "https://kibana.staging.example.com",
  callers: [
    { from: { namespace: "consoles", workload: "kibana-proxy" }, to: { workload: "kibana", port: 5601 } },
    { from: { namespace: "grafana", workload: "grafana" }, to: { workload: "elasticsearch", port: 9200 } },
  ],
};
const build = (more: Partial<LoggingArgs> = {}) =>
  registeredBy((opts) => new Logging("logging", { ...args, ...more }, opts));
const find = (registered: Registered[], type: string, name: string) =>
  registered.find((each) => each.type.endsWith(`:${type}`) && each.name === name)!.inputs;

describe("logging", () => {
  it("is an operator, Elasticsearch, Kibana, aggregators, collectors, and what they need", async () => {
    const registered = await build();
    const policies = registered.filter(({ type }) => type.endsWith(":NetworkPolicy"));
    const others = registered.filter((each) => !policies.includes(each));
    expect(others.map(({ type, name }) => `${type.replace(/^.*:/, "")} ${name}`)).toEqual([
      "StatefulSet logging-aggregator",
      "Job logging-setup",
      "Certificate logging-collectors-certificate",
      "Certificate logging-elasticsearch-tls",
      "Certificate logging-fluentd-tls",
      "Certificate logging-kibana-tls",
      "ConfigMap logging-aggregator",
      "ConfigMap logging-setup",
      "Namespace logging",
      "Namespace logging-collectors",
      "Namespace logging-operator",
      "PersistentVolumeClaim logging-snapshots",
      "Secret logging-roles",
      "ServiceAccount logging-collectors-account",
      "ServiceAccount logging-collectors/default",
      "ServiceAccount logging-fluentd",
      "ServiceAccount logging-logs-setup",
      "ServiceAccount logging-operator-account",
      "ServiceAccount logging-operator/default",
      "ServiceAccount logging/default",
      "Service logging-aggregator",
      "Service logging-aggregator-headless",
      "Elasticsearch logging-elasticsearch",
      ...["fluentd", "grafana", "platform", "setup"].map(
        (user) => `ExternalSecret logging-passwords/elasticsearch-${user}/password`,
      ),
      "ExternalSecret logging-passwords/payments/kibana/password",
      ...["fluentd", "grafana", "platform", "setup"].map(
        (user) => `PushSecret logging-passwords-push/elasticsearch-${user}/password`,
      ),
      "PushSecret logging-passwords-push/payments/kibana/password",
      "VaultDynamicSecret logging-passwords-generator",
      "Chart logging-collectors-chart",
      "Chart logging-operator-chart",
      "Kibana logging-kibana",
      "PodMonitor logging-podmonitor",
      "PodDisruptionBudget logging-aggregator",
      "ClusterRoleBinding logging-operator-nodes",
      "ClusterRole logging-operator-nodes",
      "ElasticOperator logging-operator",
      "LogCollectors logging-collectors",
      "Logging logging",
      "PlatformNamespace logging",
      "PlatformNamespace logging-collectors",
      "PlatformNamespace logging-operator",
      "VaultPasswords logging-passwords",
    ]);
  });

  it("keeps Elasticsearch to three equal nodes over zones, without a superuser", async () => {
    const { metadata, spec } = find(await build(), "Elasticsearch", "logging-elasticsearch");
    expect(metadata).toEqual({
      name: "logs",
      namespace: "logging",
      annotations: { "eck.k8s.elastic.co/downward-node-labels": "topology.kubernetes.io/zone" },
    });
    expect(spec).toEqual({
      version: "9.5.0",
      image: "docker.elastic.co/elasticsearch/elasticsearch:9.5.0",
      volumeClaimDeletePolicy: "DeleteOnScaledownOnly",
      auth: {
        disableElasticUser: true,
        roles: [{ secretName: "elasticsearch-roles" }],
        fileRealm: ["fluentd", "setup", "grafana", "platform", "team-payments"].map((user) => ({
          secretName: `elasticsearch-user-${user}`,
        })),
      },
      http: { tls: { certificate: { secretName: "elasticsearch-tls" } } },
      podDisruptionBudget: {
        spec: {
          maxUnavailable: 1,
          selector: { matchLabels: { "elasticsearch.k8s.elastic.co/cluster-name": "logs" } },
        },
      },
      nodeSets: [
        {
          name: "default",
          count: 3,
          config: {
            "node.attr.zone": "${ZONE}",
            "cluster.routing.allocation.awareness.attributes": "k8s_node_name,zone",
            "node.store.allow_mmap": false,
            "xpack.ml.enabled": false,
            "ingest.geoip.downloader.enabled": false,
            "path.repo": ["/usr/share/elasticsearch/snapshots"],
          },
          podTemplate: {
            metadata: { labels: { "app.kubernetes.io/name": "elasticsearch" } },
            spec: {
              automountServiceAccountToken: false,
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 1000,
                runAsGroup: 1000,
                fsGroup: 1000,
                seccompProfile: { type: "RuntimeDefault" },
              },
              priorityClassName: "system-cluster-critical",
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: "topology.kubernetes.io/zone",
                  whenUnsatisfiable: "ScheduleAnyway",
                  labelSelector: { matchLabels: { "elasticsearch.k8s.elastic.co/cluster-name": "logs" } },
                },
              ],
              containers: [
                {
                  name: "elasticsearch",
                  resources: { requests: { cpu: "500m", memory: "4Gi" }, limits: { memory: "4Gi" } },
                  env: [
                    {
                      name: "ZONE",
                      valueFrom: { fieldRef: { fieldPath: "metadata.annotations['topology.kubernetes.io/zone']" } },
                    },
                  ],
                  volumeMounts: [{ name: "snapshots", mountPath: "/usr/share/elasticsearch/snapshots" }],
                },
              ],
              volumes: [{ name: "snapshots", persistentVolumeClaim: { claimName: "elasticsearch-snapshots" } }],
            },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: "elasticsearch-data", labels: { "velero.io/exclude-from-backup": "true" } },
              spec: {
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: "100Gi" } },
                storageClassName: "ceph-block",
              },
            },
          ],
        },
      ],
    });
  });

  it("mounts no volume for snapshots where there is none", async () => {
    const registered = await build({ snapshots: undefined });
    expect(registered.filter(({ type }) => type.endsWith(":PersistentVolumeClaim"))).toEqual([]);
    const { spec } = find(registered, "Elasticsearch", "logging-elasticsearch");
    expect(JSON.stringify(spec)).not.toContain("snapshots");
  });

  it("shares one volume for snapshots between all nodes", async () => {
    expect(find(await build(), "PersistentVolumeClaim", "logging-snapshots")["spec"]).toEqual({
      accessModes: ["ReadWriteMany"],
      storageClassName: "ceph-filesystem",
      resources: { requests: { storage: "300Gi" } },
    });
  });

  it("lets Kibana speak TLS, and call nobody but Elasticsearch", async () => {
    expect(find(await build(), "Kibana", "logging-kibana")["spec"]).toMatchObject({
      version: "9.5.0",
      count: 2,
      elasticsearchRef: { name: "logs" },
      http: { tls: { certificate: { secretName: "kibana-tls" } } },
      config: {
        "server.publicBaseUrl": "https://kibana.staging.example.com",
        "telemetry.optIn": false,
        "telemetry.allowChangingOptInStatus": false,
        "newsfeed.enabled": false,
        "map.includeElasticMapsService": false,
        "xpack.fleet.isAirGapped": true,
        "csp.strict": true,
      },
    });
  });

  it("admits to Elasticsearch who needs it, and nobody else", async () => {
    const { spec } = find(await build(), "NetworkPolicy", "logging/workload-elasticsearch") as {
      spec: { ingress: { from: object[]; ports: { port: number }[] }[]; egress: unknown[] };
    };
    const from = (namespace: string, labels: object) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
      podSelector: { matchLabels: labels },
    });
    const named = (name: string) => ({ "app.kubernetes.io/name": name });
    const nodes = { "elasticsearch.k8s.elastic.co/cluster-name": "logs" };
    expect(spec.ingress.map(({ from: peers, ports }) => [peers[0], ports.map(({ port }) => port)])).toEqual([
      [from("elastic-system", { "control-plane": "elastic-operator" }), [9200]],
      [from("grafana", named("grafana")), [9200]],
      [from("logging", nodes), [9300]],
      [from("logging", nodes), [9200]],
      ...["kibana", "fluentd", "logs-setup"].map((name) => [from("logging", named(name)), [9200]]),
    ]);
    expect(spec.egress).toHaveLength(2);
  });

  it("lets collectors read nodes in a namespace where nobody else runs, and the rest is restricted", async () => {
    const registered = await build();
    const level = (name: string) =>
      (find(registered, "Namespace", name) as { metadata: { labels: Record<string, string> } }).metadata.labels[
        "pod-security.kubernetes.io/enforce"
      ];
    expect(["logging", "logging-operator", "logging-collectors"].map(level)).toEqual([
      "restricted",
      "restricted",
      "privileged",
    ]);
  });

  it("gives collectors a certificate with which they show who they are, and servers none of that", async () => {
    const registered = await build();
    const usages = (name: string) =>
      (find(registered, "Certificate", name) as { spec: { usages: string[] } }).spec.usages;
    expect(usages("logging-collectors-certificate")).toEqual(["digital signature", "server auth", "client auth"]);
    expect(usages("logging-fluentd-tls")).toEqual(["digital signature", "server auth"]);
  });

  it("lets the operator see nodes, whose zones it tells, and nothing else of the cluster", async () => {
    expect(find(await build(), "ClusterRole", "logging-operator-nodes")["rules"]).toEqual([
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
    ]);
  });

  it("buffers on volumes that no backup holds, and starts anew when configuration changes", async () => {
    const spec = async (more: Partial<LoggingArgs> = {}) =>
      find(await build(more), "StatefulSet", "logging-aggregator")["spec"] as {
        replicas: number;
        template: { metadata: { annotations: Record<string, string> } };
        volumeClaimTemplates: unknown[];
      };
    const first = await spec();
    expect(first.replicas).toBe(3);
    expect(first.volumeClaimTemplates).toEqual([
      {
        metadata: { name: "data", labels: { "velero.io/exclude-from-backup": "true" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "20Gi" } },
          storageClassName: "ceph-block",
        },
      },
    ]);
    const other = await spec({ streams: [] });
    expect(other.template.metadata.annotations).not.toEqual(first.template.metadata.annotations);
  });

  it("makes no monitors where nobody reads them", async () => {
    const registered = await build({ charts: {} });
    expect(registered.filter(({ type }) => type.endsWith(":PodMonitor"))).toEqual([]);
  });

  it.each([
    [true, undefined],
    [false, { "pulumi.com/skipAwait": "true" }],
  ])("waits for what needs volumes where there are any: %s", async (wait, annotations) => {
    const given = { ...args, namespace: "logging", await: wait };
    const registered = await registeredBy((opts) => {
      const parent = new pulumi.ComponentResource("test:index:Logs", "logs", {}, opts);
      aggregator("logs", { ...given, image: images.fluentd }, { parent });
      setupJob("logs", { ...given, image: images.elasticsearch, requests: [] }, { parent });
      return parent;
    });
    for (const kind of ["Job", "StatefulSet"]) {
      const { metadata } = find(registered, kind, "logs") as { metadata: { annotations?: object } };
      expect(metadata.annotations).toEqual(annotations);
    }
  });
});
