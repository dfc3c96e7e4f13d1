import * as pulumi from "@pulumi/pulumi";
import { certificate } from "../lib/certificate-spec";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers, PodPeer } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { PublicService, type Publishing } from "../lib/public-service";
import type { PublishedRoute } from "../lib/public-service-specs";
import { controllerAccount } from "../lib/service-account";
import type { WorkloadIdentity } from "../lib/workload-identity";
import { injectorName, ports, release, secrets, serverLabels, serverName, snapshots } from "./names";
import { clientsPolicy, raftPolicy } from "./policies";
import { createSnapshots, snapshotLabels } from "./snapshots";
import type { Seal } from "./server-config";
import { vaultValues } from "./values";

export interface VaultArgs {
  distribution: "openbao" | "vault";
  pin: ChartPin;
  /** Image of the servers, with its tag. */
  image: string;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** How it proves to a cloud that it may use the seal's key. */
  identity: WorkloadIdentity;
  /** @default absent - people unseal it */
  seal?: Seal;
  /** Databases outside of the cluster for which it makes credentials. @default none */
  databases?: { cidr: string; port: number }[];
  replicas: number;
  /** Volumes of one server (GiB). */
  storageGiB: number;
  auditStorageGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** @default none */
  snapshots?: { intervalHours: number; retentionDays: number };
  /** Whether the volume of its snapshots is kept from being deleted. */
  protect: boolean;
  /** ClusterIssuer of its own certificates, which cannot be Vault itself. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  /** Namespaces whose pods may all ask it for secrets. */
  governed: string[];
  /** The platform's own pods that may. */
  clients: PodPeer[];
  /** Its host. @default absent - it is not published */
  published?: PublishedRoute;
  /** Needed for that. */
  publishing?: Omit<Publishing, "published">;
}

/** As which snapshots are taken. */
export const snapshotsAccount = { namespace: release, serviceAccount: snapshots.account };

/** Vault or OpenBao: servers in three zones that agree by raft, and the injector that brings secrets into pods. */
export class Vault extends pulumi.ComponentResource {
  /** It may be asked once these are there and it is unsealed. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Vault", name, {}, opts);
    const { identity, peers, published, publishing } = args;
    const values = vaultValues({ ...args, ...identity });
    const owned = { parent: this };
    const seal = args.seal ? identity.egress.map((flow) => ({ ...flow, protocol: "TCP" as const })) : [];
    const databases = (args.databases ?? []).map(({ cidr, port }) => ({ cidr, port, protocol: "TCP" as const }));
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: identity.namespace,
        workloads: [
          {
            name: release,
            labels: serverLabels,
            apiServer: true,
            metricsPort: ports.api,
            metrics: {
              path: "/v1/sys/metrics",
              params: { format: ["prometheus"] },
              tls: { caSecret: secrets.server, serverName: `${release}.${release}.svc` },
            },
            egress: [...seal, ...databases],
          },
          {
            name: injectorName,
            apiServer: true,
            metricsPort: ports.injector,
            metrics: { tls: { caSecret: secrets.injector, serverName: `${injectorName}-svc.${release}.svc` } },
            webhookPorts: [ports.injector],
          },
          ...(args.snapshots
            ? [{ name: snapshots.account, labels: snapshotLabels, calls: [callToServers(identity.namespace)] }]
            : []),
        ],
        policies: [clientsPolicy(args.governed, args.clients), raftPolicy()],
        peers,
        monitors: args.charts.monitors,
      },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      {
        ...identity,
        namespace: namespaceName,
        needsToken: "asks the API server whose a token is, and labels its pods",
      },
      owned,
    );
    const certificates = this.certificates(name, namespaceName, args);
    const installed = chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace: namespaceName,
        values,
        settings: args.charts,
        releaseName: release,
        skipAwait: true, // servers are ready once somebody has initialised and unsealed them
      },
      { ...owned, dependsOn: [...ready, account, ...certificates, ...identity.ready] },
    );
    if (args.snapshots) {
      createSnapshots(
        `${name}-snapshots`,
        { ...args, ...args.snapshots, namespace: namespaceName, storageGiB: snapshotVolumeGiB(args) },
        { ...owned, dependsOn: [...ready, ...certificates] },
      );
    }
    if (published && publishing) {
      // Its namespace is outside of the mesh.
      const plain = { ...publishing, mesh: false };
      new PublicService(`${name}-public`, { namespace: namespaceName, routes: [published], publishing: plain }, owned);
    }
    this.ready = [installed];
    this.registerOutputs();
  }

  /** The servers' names for clients and for each other, and the webhook's. */
  private certificates(
    name: string,
    namespace: pulumi.Input<string>,
    { caIssuer, replicas }: Pick<VaultArgs, "caIssuer" | "replicas">,
  ): pulumi.Resource[] {
    const requests = [
      { name: secrets.server, dnsNames: serverNames(replicas) },
      { name: secrets.injector, dnsNames: [`${injectorName}-svc`, `${injectorName}-svc.${release}.svc`] },
    ];
    return requests.map((request) =>
      certificate(
        `${name}-${request.name}`,
        { ...request, namespace, issuer: caIssuer.name },
        { parent: this, dependsOn: caIssuer.ready },
      ),
    );
  }
}

/** By Services for clients, by its own name for each other server, and by itself. */
function serverNames(replicas: number): string[] {
  const services = [release, `${release}-active`];
  return [
    "localhost",
    ...services.flatMap((service) => [service, `${service}.${release}`, `${service}.${release}.svc`]),
    ...Array.from({ length: replicas }, (_, i) => serverName(i)),
  ];
}

function callToServers(namespace: string) {
  return { namespace, workload: release, port: ports.api };
}

/** Each snapshot is at most as large as the data. */
function snapshotVolumeGiB({ storageGiB, snapshots: plan }: VaultArgs): number {
  const { intervalHours, retentionDays } = plan!;
  // Most data compresses well, and few servers are full: a tenth, and never less than twice the data.
  return Math.max(2 * storageGiB, Math.ceil((storageGiB * ((24 / intervalHours) * retentionDays + 1)) / 10));
}
