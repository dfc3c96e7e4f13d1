import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources } from "../lib/scheduling";
import { nobody } from "./names";

export const operator = "flux-operator";
export const operatorMetricsPort = 8080;

/** Values of the operator's chart. */
export function operatorValues(): HelmValues {
  return {
    installCRDs: true,
    serviceAccount: { create: false, name: operator },
    // It installs Flux, whose controllers hold every right; nobody else gets any by it.
    rbac: { create: true, createAggregation: false },
    multitenancy: { enabled: true, defaultServiceAccount: nobody },
    web: { enabled: false },
    resources: resources("100m", "128Mi", "1Gi"),
    priorityClassName: "system-cluster-critical",
    podSecurityContext: { fsGroup: 1337, seccompProfile: { type: "RuntimeDefault" } },
    tolerations: preferSystemNodes.tolerations,
  };
}
