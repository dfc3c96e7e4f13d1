import { resources, spreadOverZones } from "../lib/scheduling";
import { certificates, cluster, elasticsearchLabels, rolesSecret, snapshots, workloads } from "./names";
import { userSecret } from "./users";

export interface ElasticsearchSpecArgs {
  /** Image with its tag, which is the version. */
  image: string;
  nodes: number;
  memoryGiB: number;
  storageGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** Users whose passwords are in Secrets. */
  users: string[];
  /** Whether there is a volume for snapshots. */
  snapshots: boolean;
}

/** The operator gives this label's value to a node, so that Elasticsearch keeps copies of an index in different zones. */
const zoneLabel = "topology.kubernetes.io/zone";
export const elasticsearchAnnotations = { "eck.k8s.elastic.co/downward-node-labels": zoneLabel };

/** Pod Security `restricted`; the operator says the same of each container. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
};

/**
 * `spec` of the Elasticsearch: equal nodes over zones, each with every role. There is no superuser: whoever needs more
 * than a role gives makes one for as long as it takes (docs/observability.md).
 */
export function elasticsearchSpec(args: ElasticsearchSpecArgs) {
  const { image, nodes, memoryGiB, storageGiB, storageClass } = args;
  const memory = `${memoryGiB}Gi`;
  const mount = { name: "snapshots", mountPath: snapshots.path };
  return {
    version: versionOf(image),
    image,
    volumeClaimDeletePolicy: "DeleteOnScaledownOnly", // who deletes the Elasticsearch keeps the logs
    auth: {
      disableElasticUser: true,
      roles: [{ secretName: rolesSecret }],
      fileRealm: args.users.map((user) => ({ secretName: userSecret(user) })),
    },
    http: { tls: { certificate: { secretName: certificates.elasticsearch } } },
    podDisruptionBudget: { spec: { maxUnavailable: 1, selector: { matchLabels: elasticsearchLabels } } },
    nodeSets: [
      {
        name: "default",
        count: nodes,
        config: {
          "node.attr.zone": "${ZONE}",
          "cluster.routing.allocation.awareness.attributes": "k8s_node_name,zone",
          "node.store.allow_mmap": false, // which takes a setting of the node's kernel
          "xpack.ml.enabled": false,
          "ingest.geoip.downloader.enabled": false, // nothing leaves the cluster
          ...(args.snapshots ? { "path.repo": [snapshots.path] } : {}),
        },
        podTemplate: {
          metadata: { labels: { "app.kubernetes.io/name": workloads.elasticsearch } },
          spec: {
            automountServiceAccountToken: false,
            securityContext: podSecurity,
            priorityClassName: "system-cluster-critical",
            topologySpreadConstraints: spreadOverZones(elasticsearchLabels),
            containers: [
              {
                name: "elasticsearch",
                resources: resources("500m", memory, memory),
                env: [{ name: "ZONE", valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${zoneLabel}']` } } }],
                ...(args.snapshots ? { volumeMounts: [mount] } : {}),
              },
            ],
            ...(args.snapshots
              ? { volumes: [{ name: mount.name, persistentVolumeClaim: { claimName: snapshots.claim } }] }
              : {}),
          },
        },
        volumeClaimTemplates: [
          {
            // Snapshots are what is backed up: files of a running Elasticsearch are not.
            metadata: { name: "elasticsearch-data", labels: { "velero.io/exclude-from-backup": "true" } },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: `${storageGiB}Gi` } },
              ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            },
          },
        ],
      },
    ],
  };
}

export interface KibanaSpecArgs {
  image: string;
  /** How people reach it. @default absent - they do not */
  address?: string;
}

/** `spec` of the Kibana: two pods, which hold nothing, and which call nobody but Elasticsearch. */
export function kibanaSpec({ image, address }: KibanaSpecArgs) {
  const labels = { "app.kubernetes.io/name": workloads.kibana };
  return {
    version: versionOf(image),
    image,
    count: 2,
    elasticsearchRef: { name: cluster },
    http: { tls: { certificate: { secretName: certificates.kibana } } },
    config: {
      ...(address === undefined ? {} : { "server.publicBaseUrl": address }),
      "telemetry.optIn": false,
      "telemetry.allowChangingOptInStatus": false,
      "newsfeed.enabled": false,
      "map.includeElasticMapsService": false,
      "xpack.fleet.isAirGapped": true,
      "csp.strict": true,
    },
    podTemplate: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: podSecurity,
        topologySpreadConstraints: spreadOverZones(labels),
        containers: [{ name: "kibana", resources: resources("200m", "1Gi", "2Gi") }],
      },
    },
  };
}

function versionOf(image: string): string {
  return image.slice(image.lastIndexOf(":") + 1);
}
