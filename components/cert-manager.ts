import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "./lib/chart";
import type { ChartPin } from "./lib/chart-pin";
import type { HelmValues } from "./lib/chart-values";
import type { PlatformPeers } from "./lib/network-policies";
import { PlatformNamespace, type PlatformWorkload } from "./lib/platform-namespace";
import { preferSystemNodes, resources, spreadOverZones } from "./lib/scheduling";
import { controllerAccount } from "./lib/service-account";
import type { WorkloadIdentity } from "./lib/workload-identity";

export interface CertManagerArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** How it proves to a cloud that it may answer DNS challenges. */
  identity: WorkloadIdentity;
  signers: CertManagerSigners;
}

/** Whom it asks for certificates: only they are reached. */
interface CertManagerSigners {
  /** @default absent - no ACME server */
  acme?: { issuers: { directory: string }[]; challenge: "dns01" | "http01" };
  internal: { kind: "ca" } | { kind: "vault"; server: string };
}

/** cert-manager: issues certificates for webhooks inside of the cluster, and for hosts. */
export class CertManager extends pulumi.ComponentResource {
  /** Certificates can be asked for once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:CertManager", name, {}, opts);
    const { identity, signers, charts, peers, pin } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      { namespace: identity.namespace, workloads: workloads(identity, signers), peers, monitors: charts.monitors },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { ...identity, namespace: namespaceName, needsToken: "watches certificates and writes their Secrets" },
      owned,
    );
    const release = chart(
      `${name}-chart`,
      {
        pin,
        namespace: namespaceName,
        values: certManagerValues({ ...identity, ...signers }),
        settings: charts,
        releaseName: "cert-manager",
      },
      { ...owned, dependsOn: [...ready, account, ...identity.ready] },
    );
    this.ready = [release];
    this.registerOutputs();
  }
}

/** Of each of its three parts. */
const metricsPort = 9402;

/** Connections of its three parts. */
function workloads(identity: WorkloadIdentity, { acme, internal }: CertManagerSigners): PlatformWorkload[] {
  return [
    {
      name: "cert-manager",
      apiServer: true,
      metricsPort,
      calls: internal.kind === "vault" ? [serviceOf(internal.server)] : [],
      egress: acme ? acmeEgress(identity, acme) : [],
    },
    { name: "webhook", apiServer: true, metricsPort, webhookPorts: [10250] },
    { name: "cainjector", apiServer: true, metricsPort },
  ];
}

/** ACME servers, the cloud's DNS, and with HTTP-01 the hosts: it asks them before the ACME server does. */
function acmeEgress({ egress }: WorkloadIdentity, { issuers, challenge }: NonNullable<CertManagerSigners["acme"]>) {
  const servers = issuers.map(({ directory }) => Number(new URL(directory).port || 443));
  const ports = new Set([...servers, ...(challenge === "http01" ? [80, 443] : [])]);
  const covered = (port: number) => egress.some((flow) => flow.cidr === "0.0.0.0/0" && flow.port === port);
  const more = [...ports].filter((port) => !covered(port)).map((port) => ({ cidr: "0.0.0.0/0", port }));
  return [...egress, ...more].map((flow) => ({ ...flow, protocol: "TCP" as const }));
}

/** `https://<service>.<namespace>.svc:<port>`: its pods carry the Service's name. */
function serviceOf(server: string) {
  const { hostname, port } = new URL(server);
  const [workload = "", namespace = ""] = hostname.split(".");
  return { namespace, workload, port: Number(port || 443) };
}

/** Values of the chart: replicas over zones, budgets, nothing that a hook would have to do. */
export function certManagerValues({
  serviceAccount,
  podLabels,
  acme,
}: Pick<WorkloadIdentity, "serviceAccount" | "podLabels"> & Pick<CertManagerSigners, "acme">): HelmValues {
  const part = (component: string, replicas: number) => ({
    replicaCount: replicas,
    resources: resources("50m", "128Mi", "512Mi"),
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/component": component }),
    podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 },
    ...preferSystemNodes,
  });
  return {
    ...part("controller", 2),
    crds: { enabled: true, keep: true }, // who deletes a CRD deletes every certificate
    global: {
      priorityClassName: "system-cluster-critical",
      leaderElection: { namespace: "cert-manager" }, // not kube-system, where it needs no rights
    },
    serviceAccount: { create: false, name: serviceAccount },
    podLabels,
    // It checks its own records through the cluster's DNS: no other name server has to be reached.
    dns01RecursiveNameserversOnly: acme?.challenge === "dns01",
    livenessProbe: { enabled: true },
    webhook: { ...part("webhook", 3), timeoutSeconds: 10 },
    cainjector: part("cainjector", 2),
    startupapicheck: { enabled: false }, // a hook, which nobody would run
  };
}
