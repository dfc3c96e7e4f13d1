import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import type { WorkloadIdentity } from "../lib/workload-identity";
import { scheduleSpecs, type BackupGroup } from "./schedules";
import { veleroValues } from "./values";

export interface BackupArgs {
  pin: ChartPin;
  /** Image of Velero's plugin, by the kind of store. */
  pluginImages: Record<"aws" | "azure", string>;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** How Velero proves to a cloud who it is. */
  identity: WorkloadIdentity;
  store: BackupStoreArgs;
  /** How long a backup is kept (days). */
  retentionDays: number;
  /** The longest that a backup takes (minutes). */
  durationMinutes: number;
  groups: BackupGroup[];
}

interface BackupStoreArgs {
  plugin: "aws" | "azure";
  bucket: string;
  config: Record<string, pulumi.Input<string>>;
  credential?: { name: string; key: string };
  ready: pulumi.Resource[];
}

/** Name of the one BackupStorageLocation, which is Velero's default. */
const location = "default";

/** Velero: objects and the data of volumes, to a store in another region, as often as each namespace was promised. */
export class Backup extends pulumi.ComponentResource {
  constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Backup", name, {}, opts);
    const { identity, store } = args;
    const owned = { parent: this };
    const flows = identity.egress.map((flow) => ({ ...flow, protocol: "TCP" as const }));
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: identity.namespace,
        // Who reads everybody's volumes runs as root.
        podSecurity: "baseline",
        workloads: [{ name: "velero", apiServer: true, metricsPort: 8085, egress: flows }],
        peers: args.peers,
        monitors: args.charts.monitors,
      },
      owned,
    );
    const account = controllerAccount(
      `${name}-account`,
      { ...identity, namespace: namespaceName, needsToken: "reads and restores every object of the cluster" },
      owned,
    );
    const release = chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace: namespaceName,
        values: veleroValues({ ...identity, ...store, pluginImage: args.pluginImages[store.plugin] }),
        settings: args.charts,
        releaseName: "velero",
      },
      { ...owned, dependsOn: [...ready, account, ...identity.ready, ...store.ready] },
    );
    const object = (kind: string, objectName: string, metadata: object, spec: object, dependsOn: pulumi.Resource) =>
      new k8s.apiextensions.CustomResource(
        `${name}-${objectName}`,
        {
          apiVersion: "velero.io/v1",
          kind,
          metadata: { name: objectName, namespace: namespaceName, ...metadata },
          spec,
        },
        { ...owned, dependsOn },
      );
    const storage = object("BackupStorageLocation", location, {}, locationSpec(store), release); // its CRD
    for (const { name: schedule, metadata, spec } of scheduleSpecs({ ...args, location })) {
      object("Schedule", schedule, metadata, spec, storage);
    }
    this.registerOutputs();
  }
}

function locationSpec({ plugin, bucket, config, credential }: BackupStoreArgs) {
  return {
    provider: plugin === "aws" ? "aws" : "velero.io/azure",
    default: true,
    accessMode: "ReadWrite",
    objectStorage: { bucket },
    config,
    ...(credential ? { credential } : {}),
  };
}
