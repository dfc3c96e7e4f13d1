/** On every node of a cluster that the program makes: which pool it belongs to. */
export const poolLabel = "platform/pool";

/** Keeps everybody but the platform off the system pool: the taint that the clouds' own add-ons tolerate. */
export const systemTaint = { key: "CriticalAddonsOnly", value: "true" } as const;

/**
 * Lets the platform's controllers onto the system pool. They prefer it and do not insist: existing clusters have no
 * such pool.
 */
export const preferSystemNodes = {
  tolerations: [{ ...systemTaint, operator: "Equal", effect: "NoSchedule" }],
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, preference: { matchExpressions: [{ key: poolLabel, operator: "In", values: ["system"] }] } },
      ],
    },
  },
};

/** Pods with these labels in different zones, as far as there is room. */
export function spreadOverZones(labels: Record<string, string>) {
  return [
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    },
  ];
}

/** Requests for both, a limit for memory only: throttling an idle node helps nobody. */
export function resources(cpu: string, memory: string, memoryLimit: string) {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}

/** What Pod Security `restricted` asks of a container, and a root filesystem that nobody writes to. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};
