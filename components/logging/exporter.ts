import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { preferSystemNodes, resources, restrictedContainer } from "../lib/scheduling";
import { addresses, ports, workloads } from "./names";
import { credentialVolumes } from "./setup";
import { platformUsers, userSecret } from "./users";

export interface ExporterArgs {
  namespace: pulumi.Input<string>;
  image: string;
}

/** Metrics of Elasticsearch, which has none of its own for Prometheus. */
export function exporter(
  name: string,
  { namespace, image }: ExporterArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
  return new k8s.apps.v1.Deployment(
    name,
    { metadata: { name: workloads.exporter, namespace }, spec: exporterSpec(image) },
    opts,
  );
}

const labels = { "app.kubernetes.io/name": workloads.exporter };

/** One pod: two would count everything twice. */
export function exporterSpec(image: string): k8s.types.input.apps.v1.DeploymentSpec {
  const probe = { httpGet: { path: "/healthz", port: "metrics" }, periodSeconds: 30 };
  return {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: workloads.exporter,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
        ...preferSystemNodes,
        containers: [
          {
            name: "exporter",
            image,
            args: [
              `--es.uri=${addresses.elasticsearch}`,
              "--es.ca=/tls/ca.crt",
              "--es.all",
              "--es.indices",
              "--collector.snapshots",
              `--web.listen-address=:${ports.exporter}`,
            ],
            env: [
              { name: "ES_USERNAME", value: platformUsers.exporter },
              {
                name: "ES_PASSWORD",
                valueFrom: { secretKeyRef: { name: userSecret(platformUsers.exporter), key: "password" } },
              },
            ],
            ports: [{ name: "metrics", containerPort: ports.exporter }],
            readinessProbe: probe,
            livenessProbe: probe,
            resources: resources("25m", "64Mi", "128Mi"),
            securityContext: restrictedContainer,
            volumeMounts: [{ name: "tls", mountPath: "/tls", readOnly: true }],
          },
        ],
        volumes: credentialVolumes(platformUsers.exporter).filter((volume) => volume.name === "tls"),
      },
    },
  };
}
