import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";
import { alertmanagerConfigSecret, workloads } from "./names";
import { volume } from "./prometheus-values";

export interface AlertmanagerValuesArgs {
  replicas: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** Secrets whose keys become files, each in a folder with the Secret's name. */
  secrets: string[];
  /** Where people reach it. @default absent - the Service's address */
  externalUrl?: string;
}

/** Volume for silences and for what was sent (GiB). */
const volumeGiB = 5;

/** Values below `alertmanager`. */
export function alertmanagerValues({
  replicas,
  storageClass,
  secrets,
  externalUrl,
}: AlertmanagerValuesArgs): HelmValues {
  return {
    serviceAccount: { name: workloads.alertmanager, automountServiceAccountToken: false },
    podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 },
    networkPolicy: { enabled: false },
    alertmanagerSpec: {
      replicas,
      useExistingSecret: true,
      configSecret: alertmanagerConfigSecret,
      secrets,
      automountServiceAccountToken: false,
      ...(externalUrl === undefined ? {} : { externalUrl }),
      storage: volume(volumeGiB, storageClass),
      resources: resources("50m", "128Mi", "256Mi"),
      podAntiAffinity: "hard",
      topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": workloads.alertmanager }),
      priorityClassName: "system-cluster-critical",
      tolerations: preferSystemNodes.tolerations,
    },
  };
}
