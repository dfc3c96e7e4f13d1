import { resources, restrictedContainer } from "../lib/scheduling";
import { folders, grafanaPort } from "./config";
import { logFiles, type Folder, type LogSource } from "./provisioning";

/** Names of Grafana's own objects. */
export const names = {
  workload: "grafana",
  config: "grafana-config",
  provisioning: "grafana-provisioning",
  admin: "grafana-admin",
  key: "grafana-key",
  client: "grafana-client",
} as const;

/** ConfigMap with the dashboards of a folder. */
export function dashboardsName({ uid }: Pick<Folder, "uid">): string {
  return `grafana-dashboards-${uid}`;
}

export interface PodArgs {
  image: string;
  dashboards: Folder[];
  /** @default none - logs are not kept */
  logs?: LogSource;
  /** Of all configuration, so that a change replaces the pod. */
  digest: string;
}

/** Grafana's pod: it reads files, writes into memory of the node, and talks to nobody but its sources. */
export function grafanaPod({ image, dashboards, logs, digest }: PodArgs) {
  const mounts = [
    { name: "config", mountPath: folders.config, volume: { configMap: { name: names.config } } },
    ...(["datasources", "dashboards"] as const).map((kind) => ({
      name: `provisioning-${kind}`,
      mountPath: `${folders.provisioning}/${kind}`,
      volume: { configMap: { name: names.provisioning, items: [{ key: `${kind}.yaml`, path: `${kind}.yaml` }] } },
    })),
    ...dashboards.map((folder) => ({
      name: dashboardsName(folder).replace("grafana-", ""),
      mountPath: `${folders.dashboards}/${folder.uid}`,
      volume: { configMap: { name: dashboardsName(folder) } },
    })),
    {
      name: "own",
      mountPath: folders.own,
      volume: { projected: { sources: [names.admin, names.key].map((name) => ({ secret: { name } })) } },
    },
    { name: "client", mountPath: folders.client, volume: { secret: { secretName: names.client } } },
    ...(logs
      ? [
          { name: "logs", mountPath: logFiles.password, volume: { secret: { secretName: logs.passwordSecret.name } } },
          {
            name: "logs-ca",
            mountPath: logFiles.ca,
            volume: { secret: { secretName: logs.caSecret, items: [{ key: "ca.crt", path: "ca.crt" }] } },
          },
        ]
      : []),
  ];
  const scratch = [
    { name: "data", mountPath: folders.data },
    { name: "tmp", mountPath: "/tmp" },
  ];
  return {
    metadata: { labels: { "app.kubernetes.io/name": names.workload }, annotations: { "platform/config": digest } },
    spec: {
      serviceAccountName: names.workload,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 472,
        runAsGroup: 472,
        fsGroup: 472,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "grafana",
          image,
          env: [
            { name: "GF_PATHS_CONFIG", value: `${folders.config}/grafana.ini` },
            // The image sets this one, and what is in the environment wins over the file.
            { name: "GF_PATHS_PROVISIONING", value: folders.provisioning },
          ],
          ports: [{ name: "http", containerPort: grafanaPort }],
          startupProbe: { httpGet: { path: "/api/health", port: "http" }, periodSeconds: 5, failureThreshold: 60 },
          readinessProbe: { httpGet: { path: "/api/health", port: "http" }, periodSeconds: 10 },
          livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 10, failureThreshold: 6 },
          resources: resources("100m", "256Mi", "768Mi"),
          securityContext: restrictedContainer,
          volumeMounts: [
            ...scratch,
            ...mounts.map((mount) => ({ name: mount.name, mountPath: mount.mountPath, readOnly: true })),
          ],
        },
      ],
      volumes: [
        ...scratch.map(({ name }) => ({ name, emptyDir: { sizeLimit: "1Gi" } })),
        ...mounts.map((mount) => ({ name: mount.name, ...mount.volume })),
      ],
    },
  };
}
