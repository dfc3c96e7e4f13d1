import type { LoadBalancerArgs, LoadBalancerNeeds } from "../contract";

const prefix = "service.beta.kubernetes.io/aws-load-balancer-";

/**
 * A network load balancer of the AWS Load Balancer Controller. It sends to pods directly and keeps the client's address,
 * so nodes need no ports, and asks the pods themselves whether they are ready: from its addresses in the VPC.
 */
export function awsLoadBalancer({ internal, readiness }: LoadBalancerArgs, vpcCidr: string): LoadBalancerNeeds {
  const annotations = {
    scheme: internal ? "internal" : "internet-facing",
    "nlb-target-type": "ip",
    "target-group-attributes": "preserve_client_ip.enabled=true",
    attributes: "load_balancing.cross_zone.enabled=true",
    "healthcheck-protocol": "http",
    "healthcheck-port": String(readiness.port),
    "healthcheck-path": readiness.path,
  };
  return {
    loadBalancerClass: "service.k8s.aws/nlb",
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
    healthCheckCidrs: [vpcCidr],
  };
}
