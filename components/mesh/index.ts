import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { HelmValues } from "../lib/chart-values";
import { waypointLabels, waypointName, type Caller, type PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace, type PlatformWorkload } from "../lib/platform-namespace";
import { baseValues, cniValues, gatewayApiValues, istiodValues, ztunnelValues } from "./values";

export interface MeshArgs {
  pins: Record<"istioBase" | "istioCni" | "istiod" | "ztunnel" | "gatewayApiCrds", ChartPin>;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** Namespaces with a waypoint. */
  waypoints: string[];
  /** Whether to bring the Gateway API's kinds, if a waypoint needs them. */
  gatewayApi: boolean;
}

/** Istio's root namespace: policies in it hold for the whole mesh. */
const rootNamespace = "istio-system";

/** Istio in ambient mode: mutual TLS between pods, and identities that policies can name. */
export class Mesh extends pulumi.ComponentResource {
  /** Namespaces join, and objects of Istio's kinds are made, once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: MeshArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Mesh", name, {}, opts);
    const { pins, peers, waypoints } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: rootNamespace,
        podSecurity: "privileged", // the agents change the network namespaces of pods
        workloads,
        callers: waypoints.map(waypointCaller),
        peers,
        monitors: args.charts.monitors,
      },
      owned,
    );
    const release = (part: keyof MeshArgs["pins"], values: HelmValues, dependsOn: pulumi.Resource[]) =>
      chart(
        `${name}-${pins[part].name}`,
        { pin: pins[part], namespace: namespaceName, values, settings: args.charts, releaseName: releaseNames[part] },
        { ...owned, dependsOn },
      );

    const gatewayApi = args.gatewayApi && waypoints.length > 0;
    const kinds = gatewayApi ? [release("gatewayApiCrds", gatewayApiValues(), ready)] : [];
    const base = release("istioBase", baseValues(), ready);
    const istiod = release("istiod", istiodValues(), [base, ...kinds]);
    const cni = release("istioCni", cniValues(), [base]);
    const ztunnel = release("ztunnel", ztunnelValues(), [istiod, cni]);
    const strict = new k8s.apiextensions.CustomResource(
      `${name}-strict`,
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace: namespaceName },
        spec: { mtls: { mode: "STRICT" } },
      },
      { ...owned, dependsOn: istiod }, // its webhook judges the object
    );
    this.ready = [...kinds, base, istiod, cni, ztunnel, strict];
    this.registerOutputs();
  }
}

const releaseNames = {
  gatewayApiCrds: "gateway-api",
  istioBase: "istio-base",
  istiod: "istiod",
  istioCni: "istio-cni",
  ztunnel: "ztunnel",
} as const;

/** Connections of its three parts. Connections of pods leave and arrive with the pods' addresses, not with these. */
const workloads: PlatformWorkload[] = [
  {
    name: "istiod",
    labels: { app: "istiod" },
    ports: [15012], // certificates and configuration
    webhookPorts: [15017],
    metricsPort: 15014,
    apiServer: true,
  },
  { name: "istio-cni", labels: { "k8s-app": "istio-cni-node" }, metricsPort: 15014, apiServer: true },
  {
    name: "ztunnel",
    labels: { app: "ztunnel" },
    metricsPort: 15020,
    calls: [{ namespace: rootNamespace, workload: "istiod", port: 15012 }],
  },
];

function waypointCaller(namespace: string): Caller {
  const from = { namespace, workload: waypointName, labels: waypointLabels };
  return { from, to: { workload: "istiod", port: 15012 } };
}
