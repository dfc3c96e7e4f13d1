import * as pulumi from "@pulumi/pulumi";
import { certificate } from "../lib/certificate-spec";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { collectorValues, needsToken } from "./collector-values";
import { certificates, namespaces, workloads } from "./names";
import { collectorWorkloads } from "./workloads";

export interface LogCollectorsArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** ClusterIssuer of the certificate with which they show the aggregators who they are. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  /** @default absent - no audit log of the API server is read */
  apiServerAuditPath?: string;
}

/** Fluent Bit on every node, in a namespace of its own, because it reads all files of `/var/log` as root. */
export class LogCollectors extends pulumi.ComponentResource {
  constructor(name: string, args: LogCollectorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:LogCollectors", name, {}, opts);
    const { pin, charts, peers, caIssuer, apiServerAuditPath } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      { namespace: namespaces.collectors, podSecurity: "privileged", workloads: collectorWorkloads, peers },
      owned,
    );
    const shown = certificate(
      `${name}-certificate`,
      {
        name: certificates.collector,
        namespace: namespaceName,
        issuer: caIssuer.name,
        dnsNames: [`${workloads.collector}.${namespaces.collectors}.svc`],
        client: true,
      },
      { ...owned, dependsOn: caIssuer.ready },
    );
    const account = controllerAccount(
      `${name}-account`,
      { namespace: namespaceName, serviceAccount: workloads.collector, needsToken },
      owned,
    );
    chart(
      `${name}-chart`,
      {
        pin,
        namespace: namespaceName,
        values: collectorValues({ apiServerAuditPath, monitors: charts.monitors !== undefined }),
        settings: charts,
        releaseName: workloads.collector,
      },
      { ...owned, dependsOn: [...ready, account, shown] },
    );
    this.registerOutputs();
  }
}
