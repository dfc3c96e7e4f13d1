import type { HelmValues } from "../lib/chart-values";
import { waypointLabels } from "../lib/network-policies";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";

const seccompProfile = { type: "RuntimeDefault" };
/** Small images without a shell. */
const variant = "distroless";
const profile = "ambient";

/** Values of chart `base`: the CRDs. */
export function baseValues(): HelmValues {
  return { defaultRevision: "default" };
}

/** Values of chart `istiod`: the control plane, which issues certificates and makes waypoints. */
export function istiodValues(): HelmValues {
  return {
    profile,
    variant,
    autoscaleMin: 3,
    autoscaleMax: 6,
    pdb: { minAvailable: 2 },
    resources: resources("500m", "2Gi", "4Gi"),
    seccompProfile,
    topologySpreadConstraints: spreadOverZones({ app: "istiod" }),
    ...preferSystemNodes,
    // The control plane would change the webhook from Ignore to Fail, behind the program's back.
    base: { validationFailurePolicy: "Fail" },
    gateways: { seccompProfile }, // waypoints run in namespaces with Pod Security restricted
    gatewayClasses: {
      "istio-waypoint": {
        horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 4 } },
        podDisruptionBudget: { spec: { minAvailable: 1 } },
      },
    },
    global: {
      variant,
      logAsJson: true,
      priorityClassName: "system-cluster-critical",
      waypoint: {
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: null, memory: "512Mi" } },
        topologySpreadConstraints: spreadOverZones(waypointLabels),
      },
    },
  };
}

/** Values of chart `cni`: the agent that brings the traffic of pods to ztunnel. */
export function cniValues(): HelmValues {
  return {
    profile,
    variant,
    ambient: { dnsCapture: false }, // see docs/decisions/0011-ambient-mesh.md
    resources: resources("100m", "100Mi", "512Mi"),
    seccompProfile,
    resourceQuotas: { enabled: true }, // lets node-critical pods run outside of kube-system
    global: { variant, logAsJson: true },
  };
}

/** Values of chart `ztunnel`: the proxy of each node, which encrypts and decides about connections. */
export function ztunnelValues(): HelmValues {
  return {
    variant,
    resources: resources("200m", "512Mi", "1Gi"),
    resourceQuotas: { enabled: true },
    logAsJson: true,
  };
}

/** Values of chart `gateway-crds-helm`: the Gateway API's kinds and nothing of Envoy Gateway. */
export function gatewayApiValues(): HelmValues {
  return { crds: { gatewayAPI: { enabled: true, channel: "standard" }, envoyGateway: { enabled: false } } };
}
