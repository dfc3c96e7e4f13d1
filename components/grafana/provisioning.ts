import type { VaultReference } from "../lib/external-secret";
import { folders } from "./config";

/** A folder of dashboards. */
export interface Folder {
  /** Also the name of the ConfigMap with its dashboards, and of the folder of files. */
  uid: string;
  title: string;
}

/** Where Grafana gets its data. */
export interface DataSources {
  prometheus: string;
  alertmanager: string;
  /** @default none - logs are not kept */
  elasticsearch?: LogSource;
}

export interface LogSource {
  url: string;
  /** Index pattern that it may read. */
  index: string;
  user: string;
  /** Where the user's password is; and the Secret in Grafana's namespace that gets it, with its key. */
  password: VaultReference;
  passwordSecret: { name: string; key: string };
  /** Secret in Grafana's namespace whose `ca.crt` signed its certificate. */
  caSecret: string;
}

/** By these, dashboards name their sources. */
export const sourceUids = { prometheus: "prometheus", alertmanager: "alertmanager", logs: "logs" } as const;

/** Where the files of the source of logs are. */
export const logFiles = { password: "/secrets/logs", ca: "/secrets/logs-ca" } as const;

/** Files below `provisioning/`, by the kind of what they describe. Nothing of it is changed in the browser. */
export function provisioning(sources: DataSources, dashboards: Folder[]): Record<"datasources" | "dashboards", string> {
  return {
    datasources: JSON.stringify({ apiVersion: 1, prune: true, datasources: dataSources(sources) }, null, 2),
    dashboards: JSON.stringify({ apiVersion: 1, providers: dashboards.map(provider) }, null, 2),
  };
}

function dataSources({ prometheus, alertmanager, elasticsearch }: DataSources) {
  const common = { access: "proxy", editable: false };
  return [
    {
      ...common,
      name: "Prometheus",
      uid: sourceUids.prometheus,
      type: "prometheus",
      url: prometheus,
      isDefault: true,
      jsonData: { httpMethod: "POST", manageAlerts: false, alertmanagerUid: sourceUids.alertmanager },
    },
    {
      ...common,
      name: "Alertmanager",
      uid: sourceUids.alertmanager,
      type: "alertmanager",
      url: alertmanager,
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
    ...(elasticsearch ? [logSource(elasticsearch, common)] : []),
  ];
}

function logSource({ url, index, user, passwordSecret }: LogSource, common: object) {
  return {
    ...common,
    name: "Logs of the platform",
    uid: sourceUids.logs,
    type: "elasticsearch",
    url,
    basicAuth: true,
    basicAuthUser: user,
    jsonData: { index, timeField: "@timestamp", logMessageField: "log", tlsAuthWithCACert: true },
    secureJsonData: {
      basicAuthPassword: `$__file{${logFiles.password}/${passwordSecret.key}}`,
      tlsCACert: `$__file{${logFiles.ca}/ca.crt}`,
    },
  };
}

function provider({ uid, title }: Folder) {
  return {
    name: uid,
    folder: title,
    folderUid: uid,
    type: "file",
    allowUiUpdates: false,
    disableDeletion: true,
    options: { path: `${folders.dashboards}/${uid}` },
  };
}
