import * as pulumi from "@pulumi/pulumi";
import { certificate } from "../lib/certificate-spec";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { certificates, namespaces, workloads } from "./names";
import { needsToken, operatorValues } from "./operator-values";
import { operatorWorkloads } from "./workloads";

export interface ElasticOperatorArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** ClusterIssuer of the webhook's certificate. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
}

/** Elastic's operator, which makes Elasticsearch and Kibana in one namespace and nowhere else. */
export class ElasticOperator extends pulumi.ComponentResource {
  /** Its kinds can be used once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ElasticOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ElasticOperator", name, {}, opts);
    const { pin, charts, peers, caIssuer } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      { namespace: namespaces.operator, workloads: operatorWorkloads, peers },
      owned,
    );
    const service = `${workloads.operator}-webhook`;
    const served = certificate(
      `${name}-webhook`,
      {
        name: certificates.operator,
        namespace: namespaceName,
        issuer: caIssuer.name,
        dnsNames: [`${service}.${namespaces.operator}.svc`],
      },
      { ...owned, dependsOn: caIssuer.ready },
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
      { ...owned, dependsOn: [...ready, account, served] },
    );
    this.ready = [installed];
    this.registerOutputs();
  }
}
