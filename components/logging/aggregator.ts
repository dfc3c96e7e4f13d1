import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { preferSystemNodes, resources, restrictedContainer, spreadOverZones } from "../lib/scheduling";
import { skipAwaitAnnotation } from "../lib/waiting";
import { aggregatorConfig, aggregatorFolders, type AggregatorConfigArgs } from "./aggregator-config";
import { certificates, ports, workloads } from "./names";
import { platformUsers, userSecret } from "./users";

export interface AggregatorArgs extends AggregatorConfigArgs {
  namespace: pulumi.Input<string>;
  image: string;
  /** @default the cluster's own */
  storageClass?: string;
  /** Whether to wait until the pods are ready. */
  await: boolean;
}

const name = workloads.aggregator;
const labels = { "app.kubernetes.io/name": name };
/** The user of the image. */
const user = 2000;

/**
 * Fluentd in three pods, as objects of our own: its chart prepares a folder with an image that has no version, and its
 * claims cannot be told from others in a backup.
 */
export function aggregator(resource: string, args: AggregatorArgs, opts: pulumi.CustomResourceOptions): void {
  const metadata = { name, namespace: args.namespace };
  const config = aggregatorConfig(args);
  new k8s.core.v1.ConfigMap(resource, { metadata, data: { "fluentd.conf": config } }, opts);
  new k8s.core.v1.Service(
    resource,
    { metadata: { ...metadata, annotations: notAwaited }, spec: serviceSpec({}) },
    opts,
  );
  new k8s.core.v1.Service(
    `${resource}-headless`,
    {
      metadata: { ...metadata, name: `${name}-headless`, annotations: notAwaited },
      spec: serviceSpec({ clusterIP: "None" }),
    },
    opts,
  );
  new k8s.policy.v1.PodDisruptionBudget(
    resource,
    { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } },
    opts,
  );
  new k8s.apps.v1.StatefulSet(
    resource,
    {
      metadata: { ...metadata, annotations: args.await ? undefined : notAwaited },
      spec: aggregatorSpec(args, createHash("sha256").update(config).digest("hex")),
    },
    opts,
  );
}

/** Its pods come after it. */
const notAwaited = { [skipAwaitAnnotation]: "true" };

function serviceSpec(more: { clusterIP?: string }): k8s.types.input.core.v1.ServiceSpec {
  return {
    selector: labels,
    ports: [{ name: "forward", port: ports.forward, targetPort: "forward", protocol: "TCP" }],
    ...more,
  };
}

/** @param hash of the configuration: Fluentd reads it when it starts */
export function aggregatorSpec(
  { image, bufferGiB, storageClass }: Pick<AggregatorArgs, "image" | "bufferGiB" | "storageClass">,
  hash: string,
): k8s.types.input.apps.v1.StatefulSetSpec {
  return {
    replicas: 3,
    serviceName: `${name}-headless`,
    podManagementPolicy: "Parallel",
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: { "platform/config": hash } },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: user,
          runAsGroup: user,
          fsGroup: user,
          fsGroupChangePolicy: "OnRootMismatch",
          seccompProfile: { type: "RuntimeDefault" },
        },
        priorityClassName: "system-cluster-critical",
        terminationGracePeriodSeconds: 60,
        topologySpreadConstraints: spreadOverZones(labels),
        ...preferSystemNodes,
        containers: [
          {
            name,
            image,
            // Ruby takes no folder for temporary files that everybody may write to, as that of a volume is.
            command: [
              "/bin/sh",
              "-ec",
              "mkdir -p -m 0700 /tmp/fluentd\nexec tini -- /fluentd/bin/entrypoint.sh fluentd",
            ],
            env: [
              { name: "TMPDIR", value: "/tmp/fluentd" },
              { name: "FLUENTD_CONF", value: "fluentd.conf" },
            ],
            ports: [
              { name: "forward", containerPort: ports.forward },
              { name: "health", containerPort: ports.aggregatorHealth },
              { name: "metrics", containerPort: ports.aggregatorMetrics },
            ],
            readinessProbe: { httpGet: { path: healthPath, port: "health" }, periodSeconds: 10 },
            livenessProbe: {
              exec: { command: ["ruby", "-rnet/http", "-e", livenessScript] },
              initialDelaySeconds: 60,
              periodSeconds: 60,
              timeoutSeconds: 20,
            },
            resources: resources("200m", "512Mi", "1Gi"),
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: "config", mountPath: aggregatorFolders.config, readOnly: true },
              { name: "data", mountPath: aggregatorFolders.data },
              { name: "tls", mountPath: aggregatorFolders.tls, readOnly: true },
              { name: "elasticsearch", mountPath: aggregatorFolders.elasticsearch, readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
        volumes: [
          { name: "config", configMap: { name } },
          { name: "tls", secret: { secretName: certificates.aggregator } },
          {
            name: "elasticsearch",
            secret: {
              secretName: userSecret(platformUsers.writer),
              items: [{ key: "password", path: "password" }],
            },
          },
          { name: "tmp", emptyDir: {} },
        ],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: "data", labels: { "velero.io/exclude-from-backup": "true" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: `${bufferGiB}Gi` } },
          storageClassName: storageClass,
        },
      },
    ],
  };
}

/** Fluentd's HTTP input answers 200 to a log of nobody's. */
const healthPath = "/live?json=%7B%7D";

/**
 * Fails where Fluentd does not answer, and where its certificate or its password is newer than itself: it reads both
 * when it starts. What it has not sent yet is on disk.
 */
export const livenessScript = [
  `started = File.stat("/proc/1").ctime`,
  `files = %w[${aggregatorFolders.tls}/tls.crt ${aggregatorFolders.elasticsearch}/password]`,
  `abort "renewed" if files.any? { |file| File.stat(file).mtime > started }`,
  `answer = Net::HTTP.get_response("127.0.0.1", "${healthPath}", ${ports.aggregatorHealth})`,
  `abort answer.code unless answer.is_a?(Net::HTTPOK)`,
].join("\n");
