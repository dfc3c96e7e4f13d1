import type { Caller } from "../lib/network-policies";
import type { PlatformWorkload } from "../lib/platform-namespace";
import { elasticsearchLabels, namespaces, operatorLabels, ports, workloads } from "./names";

/** Connections of the pods in each namespace. What is not here is denied. */
export const logWorkloads: PlatformWorkload[] = [
  {
    name: workloads.elasticsearch,
    labels: elasticsearchLabels,
    calls: [within(workloads.elasticsearch, ports.transport), within(workloads.elasticsearch, ports.elasticsearch)],
  },
  { name: workloads.kibana, calls: [within(workloads.elasticsearch, ports.elasticsearch)] },
  {
    name: workloads.aggregator,
    metricsPort: ports.aggregatorMetrics,
    calls: [within(workloads.elasticsearch, ports.elasticsearch)],
  },
  {
    name: workloads.setup,
    calls: [within(workloads.elasticsearch, ports.elasticsearch), within(workloads.kibana, ports.kibana)],
  },
];

export const collectorWorkloads: PlatformWorkload[] = [
  {
    name: workloads.collector,
    apiServer: true,
    metricsPort: ports.collectorMetrics,
    calls: [{ namespace: namespaces.logs, workload: workloads.aggregator, port: ports.forward }],
  },
];

export const operatorWorkloads: PlatformWorkload[] = [
  {
    name: workloads.operator,
    labels: operatorLabels,
    apiServer: true,
    metricsPort: ports.operatorMetrics,
    calls: [
      {
        namespace: namespaces.logs,
        workload: workloads.elasticsearch,
        labels: elasticsearchLabels,
        port: ports.elasticsearch,
      },
    ],
  },
];

/** Who calls into the namespace of logs from the other two. */
export const logCallers: Caller[] = [
  {
    from: { namespace: namespaces.collectors, workload: workloads.collector },
    to: { workload: workloads.aggregator, port: ports.forward },
  },
  {
    from: { namespace: namespaces.operator, workload: workloads.operator, labels: operatorLabels },
    to: { workload: workloads.elasticsearch, port: ports.elasticsearch },
  },
];

function within(workload: string, port: number) {
  return { namespace: namespaces.logs, workload, port };
}
