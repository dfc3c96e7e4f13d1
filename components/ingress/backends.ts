import type { Exposure } from "../lib/ingress-classes";
import type { PlatformWorkload } from "../lib/platform-namespace";

/** Pods that a controller brings traffic to. */
export interface Backend {
  namespace: string;
  workload: string;
  /** Labels of the pods. @default `app.kubernetes.io/name: <workload>` */
  labels?: Record<string, string>;
  /** TCP ports of the pods. */
  ports: number[];
  /** The one class that may reach it. @default every class - its owner writes the Ingress */
  exposure?: Exposure;
}

/** All that the controller of a class may call: each port of each backend once. */
export function callsTo(backends: readonly Backend[], exposure: Exposure): NonNullable<PlatformWorkload["calls"]> {
  const calls = backends
    .filter((backend) => backend.exposure === undefined || backend.exposure === exposure)
    .flatMap(({ namespace, workload, labels, ports }) =>
      ports.map((port) => ({ namespace, workload, port, ...(labels ? { labels } : {}) })),
    );
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}
