import type { Backend } from "../../components/ingress/backends";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { Exposure } from "../../components/lib/ingress-classes";
import { acmeSolver } from "../../components/lib/public-service-specs";
import type { Settings } from "../settings";
import { hostIssuer, type CertificatesPlan } from "./certificates";
import type { Published } from "./published";

type Nginx = Extract<Settings["ingress"], { kind: "nginx" }>;

/** The ways in, and what lies behind them. */
export interface IngressPlan {
  /** Who reaches each class; empty ranges mean its default. */
  entries: { exposure: Exposure; sourceRanges: string[] }[];
  minReplicas: number;
  maxReplicas: number;
  rateLimit: { requestsPerSecond: number; burst: number };
  /** The certificate for hosts without one of their own. @default absent - they have no TLS */
  wildcard?: { domain: string; issuer: string };
  backends: Backend[];
}

/** Undefined where nothing comes in. */
export function ingressPlan(
  { ingress, environments }: Settings,
  given: {
    namespaces: Pick<NamespaceSpec, "name" | "workloads">[];
    published: Published[];
    certificates: CertificatesPlan;
  },
): IngressPlan | undefined {
  if (ingress.kind === "none") return undefined;
  const { maxReplicas, rateLimit, wildcardCertificate } = ingress;
  return {
    entries: (["public", "internal"] as const)
      .filter((exposure) => ingress[exposure].enabled)
      .map((exposure) => ({ exposure, sourceRanges: ingress[exposure].sourceRanges })),
    minReplicas: ingressReplicas(ingress, environments),
    maxReplicas,
    rateLimit,
    wildcard: wildcardCertificate ? wildcardOf(environments, given.certificates) : undefined,
    backends: [
      ...declaredBackends(given.namespaces),
      ...publishedBackends(given.published),
      ...(given.certificates.acme?.challenge === "http01" ? solverBackends(given.published) : []),
    ],
  };
}

/** One pod in each zone of production survives a zone and a node. */
export function ingressReplicas({ minReplicas }: Nginx, environments: Settings["environments"]): number {
  return minReplicas ?? (environments.some(({ name }) => name === "production") ? 3 : 2);
}

/** For the hosts of the one environment that has a domain. */
function wildcardOf(environments: Settings["environments"], certificates: CertificatesPlan): IngressPlan["wildcard"] {
  const { name, domain } = environments.find((environment) => environment.domain !== undefined)!;
  return { domain: domain!, issuer: hostIssuer(name, certificates) };
}

/** Workloads for which their owners write Ingresses. */
function declaredBackends(namespaces: Pick<NamespaceSpec, "name" | "workloads">[]): Backend[] {
  return namespaces.flatMap((namespace) =>
    namespace.workloads
      .filter(({ ingressPorts }) => ingressPorts.length > 0)
      .map(({ name, ingressPorts }) => ({ namespace: namespace.name, workload: name, ports: ingressPorts })),
  );
}

/** Workloads that the platform's own Ingresses name, each for the one class of its host. */
function publishedBackends(published: Published[]): Backend[] {
  return published.map(({ namespace, workload, port, class: exposure }) => ({
    namespace,
    workload,
    ports: [port],
    exposure,
  }));
}

/** cert-manager's pods that answer an ACME server which asks the hosts. */
function solverBackends(published: Published[]): Backend[] {
  const namespaces = [...new Set(published.map(({ namespace }) => namespace))];
  const { labels, port } = acmeSolver;
  return namespaces.map((namespace) => ({
    namespace,
    workload: "acme-solver",
    labels: { ...labels },
    ports: [port],
    exposure: "public",
  }));
}
