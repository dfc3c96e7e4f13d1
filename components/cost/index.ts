import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformSecrets } from "../lib/external-secret";
import type { Call, Caller, PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { VaultPasswords } from "../lib/vault-passwords";
import { costNamespace, opencostPorts, opencostWorkload } from "./names";
import { adminTokenKey, needsToken, opencostValues, type OpencostValuesArgs } from "./opencost-values";

export interface OpencostArgs extends Omit<OpencostValuesArgs, "scraped" | "prometheus" | "adminSecret"> {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  prometheus: { url: string; pods: Call };
  /** Who shows its page: the console's proxy. @default nobody */
  callers: Caller[];
  /** For a token that nobody has, so that nobody changes anything through its API. @default none - there is no Vault */
  secrets?: PlatformSecrets;
}

/** Secret with the token for changes. */
const adminSecret = "opencost-admin";

/** OpenCost: what each workload costs, from its share of nodes and volumes. It reads the cluster and changes nothing. */
export class Opencost extends pulumi.ComponentResource {
  constructor(name: string, args: OpencostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Opencost", name, {}, opts);
    const { charts, peers, prometheus, rates } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: costNamespace,
        workloads: [
          {
            name: opencostWorkload,
            ports: [opencostPorts.page],
            metricsPort: opencostPorts.exporter,
            calls: [prometheus.pods],
            apiServer: true,
            egress: rates.kind === "list" ? [priceLists] : [],
          },
        ],
        callers: args.callers,
        peers,
      },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { namespace: namespaceName, serviceAccount: opencostWorkload, needsToken },
      owned,
    );
    const token = args.secrets && this.token(name, namespaceName, args.secrets);
    chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace: namespaceName,
        values: opencostValues({
          ...args,
          prometheus: prometheus.url,
          adminSecret: token && adminSecret,
          scraped: charts.monitors !== undefined,
        }),
        settings: charts,
        releaseName: opencostWorkload,
      },
      { ...owned, dependsOn: [...ready, account, ...(token?.ready ?? [])] },
    );
    this.registerOutputs();
  }

  /** Rates come from configuration, so nobody needs it. */
  private token(name: string, namespace: pulumi.Input<string>, secrets: PlatformSecrets): VaultPasswords {
    const secret = { namespace, name: adminSecret };
    return new VaultPasswords(
      `${name}-admin`,
      { passwords: [{ component: opencostWorkload, key: adminTokenKey, secret }], secrets },
      { parent: this },
    );
  }
}

/** Clouds publish their prices at addresses that change. */
const priceLists = { cidr: "0.0.0.0/0", port: 443, protocol: "TCP" as const };
