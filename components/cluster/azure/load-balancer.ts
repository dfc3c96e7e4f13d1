import type { LoadBalancerArgs, LoadBalancerNeeds } from "../contract";
import type { AzureNetworkArgs } from "./args";

const prefix = "service.beta.kubernetes.io/azure-load-balancer-";

/**
 * A standard load balancer of AKS. It asks nodes whether they have a pod that is ready (externalTrafficPolicy Local), and
 * keeps the client's address. Names of Terraform's subnets are not known: there an internal one is among the nodes.
 */
export function azureLoadBalancer(
  { internal }: Pick<LoadBalancerArgs, "internal">,
  { terraformState }: Pick<AzureNetworkArgs, "terraformState">,
): LoadBalancerNeeds {
  const annotations = internal
    ? {
        [`${prefix}internal`]: "true",
        ...(terraformState ? {} : { [`${prefix}internal-subnet`]: "loadBalancers" }),
      }
    : {};
  return { annotations, healthCheckCidrs: [] };
}
