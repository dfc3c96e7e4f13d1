import type { HelmValues } from "../../../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer, spreadOverZones } from "../../../lib/scheduling";

/** Values of the chart: load balancers for Services that ask for this controller by their class. */
export function loadBalancerControllerValues(args: {
  clusterName: string;
  region: string;
  serviceAccount: string;
}): HelmValues {
  return {
    clusterName: args.clusterName,
    region: args.region,
    // Found by its tag: its ID is known only once it exists, and pods do not reach the instance's metadata.
    vpcTags: { [`kubernetes.io/cluster/${args.clusterName}`]: "owned" },
    enableCertManager: true,
    certManager: { duration: "2160h0m0s", renewBefore: "720h0m0s" }, // the chart's own is a year
    // Services say themselves which controller makes their load balancer; nothing is changed behind their backs.
    enableServiceMutatorWebhook: false,
    createIngressClassResource: false, // Ingresses are the ingress controller's
    // Services of AWS that have no endpoint in the network, and that network load balancers do without.
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    replicaCount: 2,
    ...preferSystemNodes,
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": "aws-load-balancer-controller" }),
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: { fsGroup: 65534, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: restrictedContainer,
    resources: resources("100m", "200Mi", "500Mi"),
    serviceAccount: { create: false, name: args.serviceAccount },
    defaultTags: { "platform:cluster": args.clusterName },
  };
}
