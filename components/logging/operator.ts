import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { namespaces, workloads } from "./names";
import { needsToken, operatorValues } from "./operator-values";
import { operatorWorkloads } from "./workloads";

export interface ElasticOperatorArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
}

/** Elastic's operator, which makes Elasticsearch and Kibana in one namespace and nowhere else. */
export class ElasticOperator extends pulumi.ComponentResource {
  /** Its kinds can be used once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ElasticOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ElasticOperator", name, {}, opts);
    const { pin, charts, peers } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      { namespace: namespaces.operator, workloads: operatorWorkloads, peers },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { namespace: namespaceName, serviceAccount: workloads.operator, needsToken },
      owned,
    );
    const installed = chart(
      `${name}-chart`,
      {
        pin,
        namespace: namespaceName,
        values: operatorValues({ monitors: charts.monitors !== undefined }),
        settings: charts,
        releaseName: workloads.operator,
      },
      { ...owned, dependsOn: [...ready, account, ...this.nodes(name, namespaceName)] },
    );
    this.ready = [installed];
    this.registerOutputs();
  }

  /** It tells the pods of Elasticsearch in which zone their node is. */
  private nodes(name: string, namespace: pulumi.Input<string>): pulumi.Resource[] {
    const owned = { parent: this };
    const metadata = { name: `${workloads.operator}-nodes` };
    const role = new k8s.rbac.v1.ClusterRole(
      `${name}-nodes`,
      { metadata, rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] }] },
      owned,
    );
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
      `${name}-nodes`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: workloads.operator, namespace }],
      },
      owned,
    );
    return [role, binding];
  }
}
