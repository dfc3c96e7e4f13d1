import type { Backend } from "../../components/ingress/backends";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { Exposure } from "../../components/lib/ingress-classes";
import type { Settings } from "../settings";
import { domainsOf } from "../settings/zones";

type Nginx = Extract<Settings["ingress"], { kind: "nginx" }>;

/** The ways in, and what lies behind them. */
export interface IngressPlan {
  /** Who reaches each class; empty ranges mean its default. */
  entries: { exposure: Exposure; sourceRanges: string[] }[];
  minReplicas: number;
  maxReplicas: number;
  rateLimit: { requestsPerSecond: number; burst: number };
  /** Domains of the certificate for hosts without one of their own. Empty: there is none. */
  wildcardDomains: string[];
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
    wildcardDomains: wildcardCertificate ? domainsOf(environments) : [],
    backends: declaredBackends(namespaces),
  };
}

/** One pod in each zone of production survives a zone and a node. */
export function ingressReplicas({ minReplicas }: Nginx, environments: Settings["environments"]): number {
  return minReplicas ?? (environments.some(({ name }) => name === "production") ? 3 : 2);
}

/** Workloads for which their owners write Ingresses. */
function declaredBackends(namespaces: Pick<NamespaceSpec, "name" | "workloads">[]): Backend[] {
  return namespaces.flatMap((namespace) =>
    namespace.workloads
      .filter(({ ingressPorts }) => ingressPorts.length > 0)
      .map(({ name, ingressPorts }) => ({ namespace: namespace.name, workload: name, ports: ingressPorts })),
  );
}
