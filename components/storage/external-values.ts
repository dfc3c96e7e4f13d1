import type { HelmValues } from "../lib/chart-values";
import { resources, spreadOverZones } from "../lib/scheduling";

/** Values of the operator that runs the drivers. */
export function externalOperatorValues(): HelmValues {
  return {
    controllerManager: {
      replicas: 2,
      priorityClassName: "system-cluster-critical",
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": "ceph-csi-operator" }),
      manager: { resources: resources("25m", "128Mi", "512Mi") },
    },
  };
}

/** Values of the drivers: where Ceph is, and how volumes are encrypted. */
export function externalDriverValues(args: { namespace: string; clusterId: string; monitors: string[] }): HelmValues {
  const driver = (kind: string) => ({
    enabled: true,
    name: `${args.namespace}.${kind}.csi.ceph.com`,
    controllerPlugin: { replicas: 2 },
    encryption: { configMapRef: { name: "csi-kms-connection-details" } },
  });
  return {
    cephConnections: [{ name: "external", monitors: args.monitors, rbdMirrorDaemonCount: 1 }],
    clientProfiles: [{ name: args.clusterId, cephConnection: { name: "external" } }],
    operatorConfig: {
      create: true,
      driverSpecDefaults: {
        controllerPlugin: { hostNetwork: false, privileged: false },
        nodePlugin: { priorityClassName: "system-node-critical" },
      },
    },
    drivers: { rbd: driver("rbd"), cephfs: driver("cephfs"), nfs: { enabled: false }, nvmeof: { enabled: false } },
  };
}

/** How the drivers find the passphrases of volumes in Vault: with their own service accounts, no token stored. */
export function vaultKms(namespace: string, environment: string) {
  return {
    encryptionKMSType: "vault",
    vaultAddress: "https://vault.vault.svc:8200",
    vaultAuthPath: "/v1/auth/kubernetes/login",
    vaultRole: namespace,
    vaultBackend: "kv-v2",
    vaultPassphraseRoot: `/v1/${environment}`,
    vaultPassphrasePath: "platform/ceph-csi/volumes/",
    vaultCAVerify: "true",
  };
}
