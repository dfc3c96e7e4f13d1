import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer } from "../lib/scheduling";

/** Values of Velero's chart. Where backups go and when are objects of our own, which packs judge. */
export function veleroValues(args: {
  serviceAccount: string;
  podLabels: Record<string, string>;
  plugin: string;
  pluginImage: string;
  credential?: { name: string };
}): HelmValues {
  const user = { runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532, seccompProfile: { type: "RuntimeDefault" } };
  return {
    upgradeCRDs: false, // a hook, which nobody would run: the CRDs are updated with the chart
    cleanUpCRDs: false,
    initContainers: [
      {
        name: `velero-plugin-for-${args.plugin}`,
        image: args.pluginImage,
        volumeMounts: [{ mountPath: "/target", name: "plugins" }],
        securityContext: { ...restrictedContainer, seccompProfile: { type: "RuntimeDefault" } },
        resources: resources("10m", "40Mi", "256Mi"),
      },
    ],
    podLabels: args.podLabels,
    podSecurityContext: user,
    containerSecurityContext: restrictedContainer,
    resources: resources("500m", "256Mi", "1Gi"),
    priorityClassName: "system-cluster-critical",
    ...preferSystemNodes,
    credentials: args.credential ? { useSecret: true, existingSecret: args.credential.name } : { useSecret: false },
    backupsEnabled: false, // no location of the chart's own
    snapshotsEnabled: false,
    configuration: {
      features: "EnableCSI",
      // A snapshot alone stays in the region, and goes with it.
      defaultSnapshotMoveData: true,
      defaultBackupStorageLocation: "default",
    },
    deployNodeAgent: true,
    nodeAgent: {
      disableHostPath: true, // only for backups of files in pods, which are not made
      resources: resources("100m", "256Mi", "1Gi"),
      podLabels: args.podLabels,
      tolerations: [{ operator: "Exists" }], // volumes may be on any node
      containerSecurityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      podSecurityContext: { runAsUser: 0, seccompProfile: { type: "RuntimeDefault" } },
      priorityClassName: "system-node-critical",
    },
    rbac: { create: true, clusterAdministrator: true }, // it restores whatever there is
    serviceAccount: { server: { create: false, name: args.serviceAccount } },
  };
}
