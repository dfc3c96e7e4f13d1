import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart } from "../../../lib/chart";
import type { ChartPin } from "../../../lib/chart-pin";
import type { HelmValues } from "../../../lib/chart-values";
import { PlatformNamespace, type PlatformWorkload } from "../../../lib/platform-namespace";
import { controllerAccount } from "../../../lib/service-account";
import type { AddOnArgs, WorkloadIdentity } from "../../contract";
import { clusterAutoscalerValues } from "./cluster-autoscaler";
import { loadBalancerControllerValues } from "./load-balancer-controller";
import { metricsServerValues } from "./metrics-server";

export interface AwsAddOnsArgs extends AddOnArgs {
  clusterName: string;
  region: string;
  identities: Record<"clusterAutoscaler" | "loadBalancerController", WorkloadIdentity>;
}

interface Controller {
  pin: ChartPin;
  values: HelmValues;
  account: Pick<WorkloadIdentity, "namespace" | "serviceAccount"> & Partial<WorkloadIdentity>;
  /** Why it talks to the API server. */
  needsToken: string;
  workload: PlatformWorkload;
}

/** Controllers that EKS leaves to its users: nodes on demand, load balancers, and metrics for autoscaling. */
export class AwsAddOns extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    private readonly args: AwsAddOnsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:AwsAddOns", name, {}, opts);
    const { pins, identities, clusterName, region } = args;
    const { clusterAutoscaler, loadBalancerController } = identities;
    this.ready = [
      this.install("cluster-autoscaler", {
        pin: pins.clusterAutoscaler,
        values: clusterAutoscalerValues({ clusterName, region, serviceAccount: clusterAutoscaler.serviceAccount }),
        account: clusterAutoscaler,
        needsToken: "watches pods that find no node",
        workload: { name: "aws-cluster-autoscaler", metricsPort: 8085, egress: tcp(clusterAutoscaler.egress) },
      }),
      this.install("aws-load-balancer-controller", {
        pin: pins.awsLoadBalancerController,
        values: loadBalancerControllerValues({
          clusterName,
          region,
          serviceAccount: loadBalancerController.serviceAccount,
        }),
        account: loadBalancerController,
        needsToken: "watches Services and their endpoints",
        workload: {
          name: "aws-load-balancer-controller",
          metricsPort: 8080,
          webhookPorts: [9443],
          egress: tcp(loadBalancerController.egress),
        },
      }),
      this.install("metrics-server", {
        pin: pins.metricsServer,
        values: metricsServerValues(),
        account: { namespace: "metrics-server", serviceAccount: "metrics-server" },
        needsToken: "serves an API that the API server aggregates",
        workload: {
          name: "metrics-server",
          metricsPort: 10250,
          metrics: { tls: { caSecret: "metrics-server", serverName: "metrics-server.metrics-server.svc" } },
          webhookPorts: [10250],
          egress: tcp(this.kubelets()),
        },
      }),
    ];
    this.registerOutputs();
  }

  private install(name: string, { pin, values, account, needsToken, workload }: Controller): k8s.helm.v4.Chart {
    const { charts, peers, certManager } = this.args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: account.namespace,
        workloads: [{ ...workload, apiServer: true }],
        peers,
        monitors: charts.monitors,
      },
      owned,
    );
    const created = controllerAccount(`${name}-account`, { ...account, namespace: namespaceName, needsToken }, owned);
    return chart(
      `${name}-chart`,
      { pin, namespace: namespaceName, values, settings: charts, releaseName: name },
      // cert-manager signs the certificates with which two of them serve.
      { ...owned, dependsOn: [...ready, created, ...(account.ready ?? []), certManager] },
    );
  }

  /** Nodes have addresses of the network, as pods do. */
  private kubelets() {
    return this.args.peers.clusterCidrs.slice(0, 1).map((cidr) => ({ cidr, port: 10250 }));
  }
}

function tcp(flows: { cidr: string; port: number }[]) {
  return flows.map((flow) => ({ ...flow, protocol: "TCP" as const }));
}
