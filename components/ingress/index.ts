import * as pulumi from "@pulumi/pulumi";
import { certificate, type CertificateRequest } from "../lib/certificate-spec";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import { ingressClasses, type Exposure } from "../lib/ingress-classes";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { callsTo, type Backend } from "./backends";
import { admitted, clientsPolicy } from "./clients";
import type { RateLimit } from "./nginx-config";
import { controllerRights } from "./rights";
import { controllerName, ingressNamespace, nginxValues, podLabels, ports, readiness, serviceName } from "./values";

export interface IngressArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** What brings the mesh. @default none - the mesh is off */
  meshReady?: pulumi.Resource[];
  /** Classes, and who reaches each; empty ranges mean everybody for a public one, private addresses for an internal one. */
  entries: { exposure: Exposure; sourceRanges: string[] }[];
  /** What the cluster's load balancers need. */
  loadBalancer: (args: { internal: boolean; readiness: { port: number; path: string } }) => LoadBalancerNeeds;
  /** Fewest and most pods of each class. */
  minReplicas: number;
  maxReplicas: number;
  /** For one client address, where an Ingress has no limit of its own. */
  rateLimit: RateLimit;
  /** Pods that get the traffic. */
  backends: Backend[];
  /** The certificate for hosts without one of their own, and its ClusterIssuer. @default absent - they have no TLS */
  wildcard?: { domain: string; issuer: string };
}

interface LoadBalancerNeeds {
  loadBalancerClass?: string;
  annotations: Record<string, string>;
  /** From where it asks pods whether they are ready. */
  healthCheckCidrs: string[];
}

/** Secrets of the controllers, and names of their Certificates. */
const secrets = { default: "default-server-tls", wildcard: "wildcard-tls" };

/** F5 NGINX Ingress Controller: one release for each class, in one namespace, with one identity. */
export class Ingress extends pulumi.ComponentResource {
  /** Ingresses are served once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    private readonly args: IngressArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:Ingress", name, {}, opts);
    const owned = { parent: this };
    const releases = args.entries.map(({ exposure, sourceRanges }) => {
      const loadBalancer = args.loadBalancer({ internal: exposure === "internal", readiness });
      return { exposure, release: ingressClasses[exposure], ranges: admitted(exposure, sourceRanges), loadBalancer };
    });
    const releaseNames = releases.map(({ release }) => release);

    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: ingressNamespace,
        workloads: releases.map(({ exposure, release }) => ({
          name: release,
          labels: podLabels(release),
          apiServer: true,
          metricsPort: ports.metrics,
          calls: callsTo(args.backends, exposure),
        })),
        policies: releases.map(({ release, ranges, loadBalancer }) =>
          clientsPolicy(release, ranges, loadBalancer.healthCheckCidrs),
        ),
        peers: args.peers,
        monitors: args.charts.monitors,
        // What they send: so workloads of the mesh know who asks.
        inMesh: true,
        meshReady: args.meshReady,
      },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { namespace: namespaceName, serviceAccount: controllerName, needsToken: "watches Ingresses and what they name" },
      owned,
    );
    const rights = controllerRights(name, { namespace: namespaceName, releases: releaseNames }, owned);
    const certificates = this.requests(releaseNames).map((request) =>
      certificate(`${name}-${request.name}`, { ...request, namespace: namespaceName }, owned),
    );

    const charts: pulumi.Resource[] = [];
    for (const { release, ranges, loadBalancer } of releases) {
      const { loadBalancerClass, annotations } = loadBalancer;
      const values = nginxValues({
        ...args,
        release,
        loadBalancer: { ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }), annotations },
        sourceRanges: ranges,
        defaultSecret: secrets.default,
        wildcardSecret: args.wildcard && secrets.wildcard,
      });
      charts.push(
        chart(
          `${name}-${release}`,
          {
            pin: args.pin,
            namespace: namespaceName,
            values,
            settings: args.charts,
            releaseName: release,
            skipCrds: charts.length > 0,
          },
          // The first release brings the CRDs of all.
          { ...owned, dependsOn: [...ready, account, ...rights, ...certificates, ...charts] },
        ),
      );
    }
    this.ready = charts;
    this.registerOutputs();
  }

  /** The certificates that the controllers themselves serve. */
  private requests(releases: string[]): CertificateRequest[] {
    const { wildcard } = this.args;
    const unknownHosts = {
      name: secrets.default,
      issuer: "internal",
      dnsNames: releases.map((release) => `${serviceName(release)}.${ingressNamespace}.svc`),
    };
    if (!wildcard) return [unknownHosts];
    return [unknownHosts, { name: secrets.wildcard, issuer: wildcard.issuer, dnsNames: [`*.${wildcard.domain}`] }];
  }
}
