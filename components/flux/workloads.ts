import type { PlatformWorkload } from "../lib/platform-namespace";
import type { FluxArgs } from "./args";
import { controllersOf, type Controller } from "./instance";
import { fluxNamespace } from "./names";
import { expiryWorkload } from "./preview-expiry";
import { operator, operatorMetricsPort } from "./values";

const httpPort = 9090;
const metricsPort = 8080;
/** Where notification-controller hears webhooks. */
export const webhookPort = 9292;
export const webhookWorkload: Controller = "notification-controller";
/** Which sends what happened to others. */
export const eventsWorkload = webhookWorkload;

type Flows = Pick<FluxArgs, "addresses" | "sshPort" | "images" | "previews" | "statuses" | "alerts">;

/** Pods of Flux and the connections that each needs: who reads Git, who asks registries, who talks to GitLab. */
export function fluxWorkloads(args: Flows): PlatformWorkload[] {
  const { addresses, sshPort, alerts } = args;
  const outside = (port: number) => addresses.map((cidr) => ({ cidr, port, protocol: "TCP" as const }));
  const git = outside(sshPort);
  const https = outside(443);
  const call = (workload: Controller) => ({ namespace: fluxNamespace, workload, port: httpPort });
  const source = call("source-controller");
  const events = call("notification-controller");
  const own: Record<Controller, Partial<PlatformWorkload>> = {
    "source-controller": { ports: [httpPort], calls: [events], egress: git },
    "kustomize-controller": { calls: [source, events] },
    "notification-controller": {
      ports: [httpPort],
      calls: alerts ? [{ namespace: alerts.namespace, workload: alerts.workload, port: alerts.port }] : [],
      egress: args.statuses ? https : [],
    },
    "image-reflector-controller": { calls: [events], egress: https },
    "image-automation-controller": { calls: [events], egress: git },
  };
  return [
    { name: operator, apiServer: true, metricsPort: operatorMetricsPort, egress: args.previews ? https : [] },
    ...(args.previews ? [{ name: expiryWorkload, egress: https }] : []),
    ...controllersOf({ images: args.images !== undefined }).map((name) => ({
      name,
      apiServer: true,
      metricsPort,
      ...own[name],
    })),
  ];
}
