import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources } from "../lib/scheduling";

/** Values of Rook's operator. */
export function rookOperatorValues(): HelmValues {
  const { tolerations } = preferSystemNodes;
  return {
    crds: { enabled: true },
    tolerations,
    priorityClassName: "system-cluster-critical",
    resources: resources("200m", "256Mi", "1Gi"),
    containerSecurityContext: {
      runAsNonRoot: true,
      runAsUser: 2016,
      runAsGroup: 2016,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    enableDiscoveryDaemon: false, // disks come as claims
    allowLoopDevices: false,
    csi: { installCsiOperator: true },
    "ceph-csi-operator": {
      controllerManager: {
        priorityClassName: "system-cluster-critical",
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      },
    },
  };
}

/** Values of the CSI drivers' chart for a Ceph that Rook runs: their names must be the provisioners of our classes. */
export function rookDriverValues(namespace: string): HelmValues {
  const driver = (kind: string) => ({
    enabled: true,
    name: `${namespace}.${kind}.csi.ceph.com`,
    controllerPlugin: { replicas: 2 },
  });
  return {
    operatorConfig: {
      namespace,
      driverSpecDefaults: {
        imageSet: { name: "rook-csi-operator-image-set-configmap" },
        nodePlugin: { priorityClassName: "system-node-critical" },
      },
    },
    drivers: { rbd: driver("rbd"), cephfs: driver("cephfs"), nfs: { enabled: false }, nvmeof: { enabled: false } },
  };
}
