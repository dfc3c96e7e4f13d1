import type * as pulumi from "@pulumi/pulumi";
import { Consoles } from "../../components/consoles";
import { landingPage } from "../../components/consoles/landing-page";
import { clientSecret, consoleNamespaces, proxyWorkload } from "../../components/consoles/names";
import type { Upstream } from "../../components/consoles/proxy";
import { costPages } from "../../components/cost/names";
import { Grafana } from "../../components/grafana";
import type { LogSource } from "../../components/grafana/provisioning";
import { elasticsearchPods, kibanaUpstream } from "../../components/logging";
import { addresses as logAddresses } from "../../components/logging/names";
import { grafanaPassword } from "../../components/logging/passwords";
import { platformStream } from "../../components/logging/streams";
import { platformUsers } from "../../components/logging/users";
import type { DashboardPart } from "../../components/grafana/dashboards";
import { Headlamp } from "../../components/headlamp";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Caller } from "../../components/lib/network-policies";
import type { Publishing } from "../../components/lib/public-service";
import { addresses, monitoringNamespace, ports, workloads } from "../../components/monitoring/names";
import type { PlatformConfig } from "../config";
import type { ConsoleName } from "../settings/sign-in";
import { charts as pins } from "../versions";
import type { Context } from "./context";
import { landingPageOf } from "./landing-page";

export interface ConsolesNeeds {
  publishing?: Publishing;
  platformSecrets?: PlatformSecrets;
  /** ClusterIssuer of what only the cluster talks to. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  /** What makes room for pods, and Secrets out of Vault. */
  ready: pulumi.Resource[];
}

/** Consoles with a client at the sign-in provider, each at a host of its own. */
export function consoles(context: Context, { publishing, platformSecrets, caIssuer, ready }: ConsolesNeeds): void {
  const { config, charts, images, monitors, inCluster } = context;
  const { signIn, peers } = config;
  // Asked for where there are clients.
  if (!signIn || !publishing || !platformSecrets) return;
  const given = { peers, monitors, publishing, secrets: platformSecrets };
  const opts = { ...inCluster, dependsOn: ready };
  const { grafana } = signIn.consoles;
  if (grafana) {
    const { admins, operators } = signIn.platformGroups;
    new Grafana(
      "grafana",
      {
        ...given,
        image: images.grafana,
        namespace: consoleNamespaces.grafana,
        signIn: {
          ...signIn,
          clientId: grafana.clientId,
          secret: clientSecret("grafana"),
          groups: { admins, editors: operators, viewers: grafana.groups },
        },
        sources: { ...addresses, elasticsearch: config.logs && grafanaLogs },
        calls: [prometheus, alertmanager, ...(config.logs ? [elasticsearchPods] : [])],
        caIssuer,
        parts: dashboardParts(config),
        teams: config.teams.map(({ name, namespaces }) => ({ name, namespaces: namespaces.map((own) => own.name) })),
        published: grafana.published,
      },
      opts,
    );
  }
  const { headlamp } = signIn.consoles;
  if (headlamp) {
    new Headlamp(
      "headlamp",
      {
        ...given,
        pin: pins.headlamp,
        charts,
        namespace: consoleNamespaces.headlamp,
        signIn: { ...signIn, clientId: headlamp.clientId, secret: clientSecret("headlamp") },
        published: headlamp.published,
      },
      opts,
    );
  }
  const proxied = Object.entries(upstreams(config)).flatMap(([name, upstream]) => {
    const console = signIn.consoles[name as ConsoleName];
    return console ? [{ ...console, name, host: console.published.host, upstream }] : [];
  });
  if (proxied.length > 0) {
    new Consoles(
      "consoles",
      { ...given, image: images.oauth2Proxy, provider: signIn, consoles: proxied, replicas: 2, caIssuer },
      opts,
    );
  }
}

const prometheus = { namespace: monitoringNamespace, workload: workloads.prometheus, port: ports.prometheus };
const alertmanager = { namespace: monitoringNamespace, workload: workloads.alertmanager, port: ports.alertmanager };

/** The platform's own logs: whoever signs in to Grafana sees what its sources see. */
const grafanaLogs: LogSource = {
  url: logAddresses.elasticsearch,
  index: platformStream,
  user: platformUsers.grafana,
  password: grafanaPassword,
  passwordSecret: { name: "grafana-logs", key: "password" },
  caSecret: "grafana-logs-tls",
};

/** Secret beside Kibana's proxy, with the authority of Kibana's certificate. */
const kibanaAuthority = "kibana-proxy-tls";

/** What stands behind the proxies. */
function upstreams(config: PlatformConfig): Partial<Record<ConsoleName, Upstream>> {
  return {
    platform: { files: { "index.html": landingPage(landingPageOf(config)) } },
    prometheus: { url: addresses.prometheus, pods: prometheus },
    alertmanager: { url: addresses.alertmanager, pods: alertmanager },
    ...(config.logs && { kibana: { ...kibanaUpstream, caSecret: kibanaAuthority } }),
    ...(config.cost.meter && { cost: costPages[config.cost.meter.kind] }),
  };
}

/** Consoles that ask Prometheus and Alertmanager. */
export function consoleCallers({ signIn }: PlatformConfig): Caller[] {
  const has = (console: ConsoleName) => signIn?.consoles[console] !== undefined;
  const call = (namespace: string, workload: string, to: Caller["to"]) => ({ from: { namespace, workload }, to });
  const { grafana, proxies } = consoleNamespaces;
  return [
    ...(has("grafana") ? [call(grafana, "grafana", prometheus), call(grafana, "grafana", alertmanager)] : []),
    ...(has("prometheus") ? [call(proxies, proxyWorkload("prometheus"), prometheus)] : []),
    ...(has("alertmanager") ? [call(proxies, proxyWorkload("alertmanager"), alertmanager)] : []),
  ];
}

/** Parts of this stack that have dashboards. */
export function dashboardParts(config: PlatformConfig): DashboardPart[] {
  const parts: [DashboardPart, boolean][] = [
    ["ingress", config.ingress !== undefined],
    ["dns", config.dns !== undefined],
    ["mesh", config.mesh !== undefined],
    ["vault", config.vault !== undefined],
    ["externalSecrets", config.vault !== undefined],
    ["storage", config.storage?.kind === "rook"],
    ["backup", config.backup !== undefined],
    ["autoscaler", config.cluster.kind === "aws"],
    ["logs", config.logs !== undefined],
    ["cost", config.cost.meter?.kind === "opencost"],
  ];
  return parts.filter(([, has]) => has).map(([part]) => part);
}
