import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";
import { nginxConfig, type RateLimit } from "./nginx-config";

/** Namespace of the controllers. */
export const ingressNamespace = "ingress";

/** The one service account of the controllers, and the name of their pods. */
export const controllerName = "nginx-ingress";

/** Ports of a controller's pod. */
export const ports = { http: 80, https: 443, metrics: 9113, readiness: 8081 } as const;

/** What answers 200 once NGINX has loaded its configuration. */
export const readiness = { port: ports.readiness, path: "/nginx-ready" } as const;

/** Labels of the pods of one release. */
export function podLabels(release: string): Record<string, string> {
  return { "app.kubernetes.io/name": controllerName, "app.kubernetes.io/instance": release };
}

/** Service of a release, as the chart names it. */
export function serviceName(release: string): string {
  return `${release}-${controllerName}-controller`;
}

/** Lease by which the pods of a release agree on who writes the status of Ingresses. */
export function leaseName(release: string): string {
  return `${release}-leader-election`;
}

export interface NginxValuesArgs {
  /** Name of the release, and of the class that it serves. */
  release: string;
  loadBalancer: { loadBalancerClass?: string; annotations: Record<string, string> };
  /** Addresses that the load balancer admits. Empty: all. */
  sourceRanges: string[];
  minReplicas: number;
  maxReplicas: number;
  rateLimit: RateLimit;
  /** Secret with the certificate for unknown hosts. */
  defaultSecret: string;
  /** Secret with the certificate for hosts without one of their own. @default absent - these have no TLS */
  wildcardSecret?: string;
}

/** Values of the chart, hardened: no snippets of users, no rights beyond ours, no calls home. */
export function nginxValues(args: NginxValuesArgs): HelmValues {
  const { release, loadBalancer, minReplicas, maxReplicas } = args;
  const secret = (name: string) => ({ secret: `${ingressNamespace}/${name}` });
  return {
    controller: {
      autoscaling: {
        enabled: true,
        minReplicas,
        maxReplicas,
        targetCPUUtilizationPercentage: 70,
        targetMemoryUtilizationPercentage: 0, // off: NGINX keeps what it once took
      },
      resources: resources("200m", "256Mi", "1Gi"),
      initContainerResources: resources("50m", "64Mi", "128Mi"),
      readOnlyRootFilesystem: true, // and all that Pod Security restricted asks for, but for ports 80 and 443
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      // The load balancer stops sending before NGINX stops answering.
      lifecycle: { preStop: { sleep: { seconds: 20 } } },
      terminationGracePeriodSeconds: 60,
      topologySpreadConstraints: spreadOverZones(podLabels(release)),
      ...preferSystemNodes,
      priorityClassName: "system-cluster-critical",
      pod: {
        // In a mesh, clients' TLS still reaches NGINX itself, from their own addresses.
        annotations: { "ambient.istio.io/bypass-inbound-capture": "true" },
      },
      ingressClass: { name: release, create: true, setAsDefaultIngress: false },
      enableSnippets: false,
      enableOIDC: false,
      enableCertManager: false,
      enableExternalDNS: false,
      allowEmptyIngressHost: false,
      defaultTLS: secret(args.defaultSecret),
      ...(args.wildcardSecret === undefined ? {} : { wildcardTLS: secret(args.wildcardSecret) }),
      config: { entries: nginxConfig(args.rateLimit) },
      service: {
        type: "LoadBalancer",
        externalTrafficPolicy: "Local", // clients keep their addresses
        ...loadBalancer,
        loadBalancerSourceRanges: args.sourceRanges,
      },
      serviceAccount: { name: controllerName },
      reportIngressStatus: { enable: true, enableLeaderElection: true, leaderElectionLockName: leaseName(release) },
      readyStatus: { enable: true, port: ports.readiness },
      telemetryReporting: { enable: false },
      enableLatencyMetrics: true, // how long each Ingress takes, and with which status it answers
    },
    rbac: { create: false }, // the chart's roles may change every Service
    prometheus: { create: true, port: ports.metrics, service: { create: true } },
  };
}
