/** What all pods of a namespace may ask for together. */
export interface Quota {
  /** Sum of CPU requests, in cores. */
  cpuCores: number;
  /** Sum of memory requests, in GiB; limits may reach twice as much. */
  memoryGiB: number;
  pods: number;
  /** Sum of volume requests, in GiB. */
  storageGiB: number;
  /** PersistentVolumeClaims. */
  volumes: number;
}

/** What one container gets when it does not say, and the most it may say. */
export interface ContainerLimits {
  /** Default CPU request, in thousandths of a core. */
  defaultCpuMillicores: number;
  /** Default memory request and limit, in MiB. */
  defaultMemoryMiB: number;
  /** Largest CPU limit, in cores. */
  maxCpuCores: number;
  /** Largest memory limit, in GiB. */
  maxMemoryGiB: number;
}

/** Load balancers and node ports are the platform's to give (ingress), so a namespace gets none. */
export function quotaSpec(quota: Quota): { hard: Record<string, string> } {
  return {
    hard: {
      "requests.cpu": String(quota.cpuCores),
      "requests.memory": `${quota.memoryGiB}Gi`,
      "limits.memory": `${2 * quota.memoryGiB}Gi`,
      pods: String(quota.pods),
      "requests.storage": `${quota.storageGiB}Gi`,
      persistentvolumeclaims: String(quota.volumes),
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    },
  };
}

/** No default CPU limit: throttling an idle node helps nobody, and the request already guards the neighbours. */
export function limitRangeSpec(limits: ContainerLimits) {
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: { cpu: `${limits.defaultCpuMillicores}m`, memory: `${limits.defaultMemoryMiB}Mi` },
        default: { memory: `${limits.defaultMemoryMiB}Mi` },
        max: { cpu: String(limits.maxCpuCores), memory: `${limits.maxMemoryGiB}Gi` },
      },
    ],
  };
}
