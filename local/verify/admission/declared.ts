/** What configuration promises of a governed namespace, in the units of its settings. */
export interface DeclaredNamespace {
  name: string;
  /** What all pods of the namespace may ask for together. */
  quota: { cpuCores: number; memoryGiB: number; pods: number; storageGiB: number; volumes: number };
  /** What one container gets when it does not say, and the most it may say. */
  containers: {
    defaultCpuMillicores: number;
    defaultMemoryMiB: number;
    maxCpuCores: number;
    maxMemoryGiB: number;
  };
}
