import type { Backend } from "../../components/ingress/backends";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { Exposure } from "../../components/lib/ingress-classes";
import type { Settings } from "../settings";

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
  namespaces: Pick<NamespaceSpec, "name" | "workloads">[],
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
    wildcard: wildcardCertificate ? wildcardOf(environments) : undefined,
    backends: declaredBackends(namespaces),
  };
}

/** One pod in each zone of production survives a zone and a node. */
export function ingressReplicas({ minReplicas }: Nginx, environments: Settings["environments"]): number {
  return minReplicas ?? (environments.some(({ name }) => name === "production") ? 3 : 2);
}

/** For the hosts of the one environment that has a domain. */
function wildcardOf(environments: Settings["environments"]): IngressPlan["wildcard"] {
  const { name, domain } = environments.find((environment) => environment.domain !== undefined)!;
  return { domain: domain!, issuer: name === "production" ? "letsencrypt-production" : "letsencrypt-staging" };
}

/** Workloads for which their owners write Ingresses. */
function declaredBackends(namespaces: Pick<NamespaceSpec, "name" | "workloads">[]): Backend[] {
  return namespaces.flatMap((namespace) =>
    namespace.workloads
      .filter(({ ingressPorts }) => ingressPorts.length > 0)
      .map(({ name, ingressPorts }) => ({ namespace: namespace.name, workload: name, ports: ingressPorts })),
  );
}
