import { mergeValues, type HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer, spreadOverZones } from "../lib/scheduling";
import { folders, injectorName, release, secrets, serverLabels } from "./names";
import { serverConfig, type ServerConfigArgs } from "./server-config";

export interface VaultValuesArgs extends ServerConfigArgs {
  /** `registry/repository:tag` of the servers. */
  image: string;
  serviceAccount: string;
  /** Of the servers' pods, by which a cloud knows them. */
  podLabels: Record<string, string>;
  storageGiB: number;
  auditStorageGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
}

/** Values of either chart, hardened. OpenBao's descends from Vault's, and both take the same keys but for a few. */
export function vaultValues(args: VaultValuesArgs): HelmValues {
  const common = {
    global: { tlsDisable: false },
    injector: injectorValues(),
    server: serverValues(args),
    ui: { enabled: false }, // served by the servers themselves, behind the same Service
    csi: { enabled: false },
  };
  return mergeValues(common, args.distribution === "openbao" ? openbaoValues(args.image) : vaultOwnValues(args.image));
}

function serverValues(args: VaultValuesArgs): HelmValues {
  const volume = (size: number, mountPath: string) => ({
    enabled: true,
    size: `${size}Gi`,
    mountPath,
    storageClass: args.storageClass ?? null,
  });
  const health = (query: string) => ({
    enabled: true,
    path: `/v1/sys/health?standbyok=true&perfstandbyok=true${query}`,
  });
  return {
    resources: resources("500m", "1Gi", "2Gi"),
    // One that is sealed takes no requests. One that is new does: somebody has to initialise it.
    readinessProbe: health("&uninitcode=204"),
    // And a restart would help neither.
    livenessProbe: health("&uninitcode=204&sealedcode=204"),
    service: { publishNotReadyAddresses: false },
    authDelegator: { enabled: true }, // TokenReview, by which it knows service accounts
    serviceAccount: { create: false, name: args.serviceAccount, serviceDiscovery: { enabled: true } },
    extraLabels: args.podLabels,
    networkPolicy: { enabled: false }, // the chart's admits every namespace
    priorityClassName: "system-cluster-critical",
    tolerations: preferSystemNodes.tolerations,
    topologySpreadConstraints: spreadOverZones(serverLabels),
    updateStrategyType: "OnDelete",
    terminationGracePeriodSeconds: 30, // the active one hands over before it ends
    dataStorage: { ...volume(args.storageGiB, folders.data), labels: { "velero.io/exclude-from-backup": "true" } },
    auditStorage: volume(args.auditStorageGiB, folders.audit),
    statefulSet: { securityContext: { pod: podSecurity, container: restrictedContainer } },
    volumes: [
      { name: "tmp", emptyDir: {} },
      { name: "tls", secret: { secretName: secrets.server } },
    ],
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "tls", mountPath: folders.tls, readOnly: true },
    ],
    shareProcessNamespace: true, // for the reloader's signal
    extraContainers: [reloader(args)],
    standalone: { enabled: false },
    ha: {
      enabled: true,
      replicas: args.replicas,
      apiAddr: `https://${release}-active.${release}.svc:8200`,
      raft: { enabled: true, setNodeId: true, config: serverConfig(args) },
      disruptionBudget: { enabled: true, maxUnavailable: 1 },
    },
  };
}

const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 100,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
};

/** Tells the server when its certificate was renewed: it reads files again on a signal alone. */
function reloader({ image, distribution }: VaultValuesArgs) {
  const program = binaries[distribution];
  const file = `${folders.tls}/tls.crt`;
  const script = [
    `last=$(sha256sum ${file})`,
    "while sleep 60; do",
    `  now=$(sha256sum ${file})`,
    `  if [ "$now" != "$last" ] && pkill -HUP -x ${program}; then last=$now; fi`,
    "done",
  ].join("\n");
  return {
    name: "reload-certificate",
    image,
    command: ["/bin/sh", "-ec", script],
    resources: resources("5m", "16Mi", "32Mi"),
    securityContext: restrictedContainer,
    volumeMounts: [{ name: "tls", mountPath: folders.tls, readOnly: true }],
  };
}

/** Names of the programs in the images. */
export const binaries = { openbao: "bao", vault: "vault" } as const;

/** Two injectors with certificates of cert-manager's, for pods of teams and environments alone. */
function injectorValues(): HelmValues {
  return {
    enabled: true,
    replicas: 2,
    leaderElector: { enabled: false }, // it would make certificates
    certs: { secretName: secrets.injector, caBundle: "" },
    metrics: { enabled: true },
    webhook: {
      // A pod without its secrets must not start. Only governed namespaces depend on that, never the platform's own.
      failurePolicy: "Fail",
      timeoutSeconds: 10,
      namespaceSelector: { matchExpressions: [{ key: "platform/environment", operator: "Exists" }] },
      annotations: { "cert-manager.io/inject-ca-from": `${release}/${secrets.injector}` },
    },
    securityContext: { pod: podSecurity, container: restrictedContainer },
    resources: resources("50m", "64Mi", "256Mi"),
    podDisruptionBudget: { maxUnavailable: 1 },
    priorityClassName: "system-cluster-critical",
    tolerations: preferSystemNodes.tolerations,
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": injectorName }),
    serviceAccount: {
      annotations: { "policies.platform/needs-token": "watches the webhook whose authority it checks" },
    },
  };
}

/** Named as Vault, so that addresses do not depend on the distribution. */
function openbaoValues(image: string): HelmValues {
  const tag = tagOf(image);
  return {
    nameOverride: release,
    fullnameOverride: release,
    server: { image: { tag }, podManagementPolicy: "Parallel" },
    injector: {
      agentImage: { tag },
      webhook: {
        matchConditions: [
          {
            name: "asks-for-secrets",
            expression:
              "has(object.metadata.annotations) && 'vault.hashicorp.com/agent-inject' in object.metadata.annotations",
          },
        ],
      },
    },
  };
}

function vaultOwnValues(image: string): HelmValues {
  const tag = tagOf(image);
  return { server: { image: { tag } }, injector: { agentImage: { tag } } };
}

function tagOf(image: string): string {
  return image.slice(image.indexOf(":", image.lastIndexOf("/")) + 1);
}
