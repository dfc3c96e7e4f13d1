import type { types } from "@pulumi/kubernetes";
import { certificateSpec } from "./certificate-spec";
import { ingressClasses, type Exposure } from "./ingress-classes";
import { meshAllow, principal } from "./mesh-policies";
import { hbonePort, podPeer, type MeshPeer, type PodPeer } from "./network-policies";
import { skipAwaitAnnotation } from "./waiting";

/** A path of a host, and the workload that answers there. */
export interface PublishedRoute {
  host: string;
  /** What the paths of its requests begin with. */
  path: string;
  class: Exposure;
  /** Value of the pods' label `app.kubernetes.io/name`. */
  workload: string;
  /** TCP port of the pods. */
  port: number;
  /** ClusterIssuer that signs the host's certificate. */
  issuer: string;
  /** Whether the workload itself speaks TLS on the port. @default false */
  tls?: boolean;
}

/** Labels of cert-manager's pods that answer HTTP-01 challenges, and their port. */
export const acmeSolver = { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8089 } as const;

/** Pods of one class's controller alone. */
export function controllerOf(exposure: Exposure, { namespace, labels }: PodPeer): PodPeer {
  return { namespace, labels: { ...labels, "app.kubernetes.io/instance": ingressClasses[exposure] } };
}

/** Routes by host, and by workload. */
export function grouped<Key extends "host" | "workload">(key: Key, routes: PublishedRoute[]): [string, Routes][] {
  const groups = new Map<string, Routes>();
  for (const route of routes) {
    const group = groups.get(route[key]);
    if (group) group.push(route);
    else groups.set(route[key], [route]);
  }
  return [...groups];
}

/** At least one. */
export type Routes = [PublishedRoute, ...PublishedRoute[]];

/** Self-signed certificates need a subject, and longer ones are refused. */
export function hostCertificateSpec({ host, issuer }: Pick<PublishedRoute, "host" | "issuer">) {
  const spec = certificateSpec({ name: host, issuer, dnsNames: [host] });
  return host.length <= 64 ? { ...spec, commonName: host } : spec;
}

/**
 * With HTTP-01 the challenge is answered through the host's own Ingress: the controller ignores a second Ingress for the
 * host, such as cert-manager would make. That Ingress needs some certificate until the first one is there.
 */
export function challengeAnnotations(host: string): Record<string, string> {
  return {
    "acme.cert-manager.io/http01-override-ingress-name": host,
    "cert-manager.io/issue-temporary-certificate": "true",
  };
}

/** Name of the Service in front of a published workload. */
export function publicServiceName(workload: string): string {
  return `${workload}-public`;
}

export function serviceSpec(workload: string, routes: PublishedRoute[]): types.input.core.v1.ServiceSpec {
  return {
    selector: { "app.kubernetes.io/name": workload },
    ports: portsOf(routes).map((port) => ({ name: `http-${port}`, port, targetPort: port, protocol: "TCP" })),
  };
}

/** Admits the controller of each class to the ports that it serves, and nobody else. */
export function controllerPolicySpec(
  workload: string,
  routes: PublishedRoute[],
  controllers: PodPeer,
  mesh: boolean,
): types.input.networking.v1.NetworkPolicySpec {
  const classes = (["public", "internal"] as const).map((each) => ({
    each,
    ports: portsOf(routes.filter((route) => route.class === each)),
  }));
  return {
    podSelector: { matchLabels: { "app.kubernetes.io/name": workload } },
    policyTypes: ["Ingress"],
    ingress: classes
      .filter(({ ports }) => ports.length > 0)
      .map(({ each, ports }) => fromController(each, ports, controllers, mesh)),
  };
}

/** The ACME server reaches cert-manager's solvers through the public controller. */
export function solverPolicySpec(controllers: PodPeer, mesh: boolean): types.input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: acmeSolver.labels },
    policyTypes: ["Ingress"],
    ingress: [fromController("public", [acmeSolver.port], controllers, mesh)],
  };
}

export function controllerAuthorization(workload: string, routes: PublishedRoute[], controllers: MeshPeer) {
  return meshAllow(workload, portsOf(routes), [principal(controllers.namespace, controllers.serviceAccount)]);
}

export function solverAuthorization(controllers: MeshPeer) {
  const from = principal(controllers.namespace, controllers.serviceAccount);
  return { ...meshAllow("acme-solver", [acmeSolver.port], [from]), selector: { matchLabels: acmeSolver.labels } };
}

/** Names the Services behind which TLS is spoken: the controller speaks HTTP to others. @returns undefined for none */
export function ingressAnnotations(routes: PublishedRoute[], wait: boolean): Record<string, string> | undefined {
  const secure = routes.filter(({ tls }) => tls).map(({ workload }) => publicServiceName(workload));
  const annotations = {
    ...(secure.length > 0 ? { "nginx.org/ssl-services": [...new Set(secure)].join(",") } : {}),
    ...(wait ? {} : { [skipAwaitAnnotation]: "true" }),
  };
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}

export function ingressSpec(host: string, routes: Routes): types.input.networking.v1.IngressSpec {
  return {
    ingressClassName: ingressClasses[routes[0].class],
    tls: [{ hosts: [host], secretName: host }],
    rules: [
      {
        host,
        http: {
          paths: routes.map(({ path, workload, port }) => ({
            path,
            pathType: "Prefix",
            backend: { service: { name: publicServiceName(workload), port: { number: port } } },
          })),
        },
      },
    ],
  };
}

function fromController(exposure: Exposure, ports: number[], controllers: PodPeer, mesh: boolean) {
  return {
    from: [podPeer(controllerOf(exposure, controllers))],
    ports: [...ports, ...(mesh ? [hbonePort] : [])].map((port) => ({ port, protocol: "TCP" })),
  };
}

function portsOf(routes: PublishedRoute[]): number[] {
  return [...new Set(routes.map(({ port }) => port))];
}
