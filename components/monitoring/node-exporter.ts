import type { HelmValues } from "../lib/chart-values";
import { resources } from "../lib/scheduling";
import { workloads } from "./names";

/** Values of chart `prometheus-node-exporter`: on every node, seeing all of it and changing nothing. */
export function nodeExporterValues(): HelmValues {
  return {
    fullnameOverride: workloads.nodeExporter,
    nameOverride: workloads.nodeExporter,
    serviceAccount: { name: workloads.nodeExporter },
    hostNetwork: true, // it counts what passes the node's interfaces
    hostPID: false,
    priorityClassName: "system-node-critical",
    tolerations: [{ operator: "Exists" }],
    livenessProbe: { periodSeconds: 30, failureThreshold: 6 }, // slower than the other: a restart is the last remedy
    resources: resources("50m", "32Mi", "128Mi"),
    securityContext: {
      fsGroup: 65534,
      runAsGroup: 65534,
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    extraArgs: [
      "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/containerd/.+|var/lib/containers/.+|var/lib/kubelet/.+)($|/)",
      "--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs|tmpfs)$",
      // Interfaces of single pods: cAdvisor has them.
      "--collector.netclass.ignored-devices=^(veth.*|cali.*|eni.*|lxc.*|[a-f0-9]{15})$",
      "--collector.netdev.device-exclude=^(veth.*|cali.*|eni.*|lxc.*|[a-f0-9]{15})$",
    ],
    prometheus: {
      monitor: {
        enabled: true,
        jobLabel: "app.kubernetes.io/name",
        relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
      },
    },
  };
}
