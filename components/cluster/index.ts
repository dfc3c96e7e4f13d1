import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ExistingCluster, type ExistingClusterArgs } from "./existing";

/** What the rest of the platform needs of a cluster, whoever made it: nothing downstream asks which kind it is. */
export interface Cluster {
  /** Where every Kubernetes object goes. */
  readonly provider: k8s.Provider;
}

/** A cluster as configuration describes it; `kind` says who makes it. */
export type ClusterArgs = { kind: "existing" } & ExistingClusterArgs;

/** Makes the cluster of the configured kind, or connects to one that exists. */
export function createCluster(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions): Cluster {
  switch (args.kind) {
    case "existing":
      return new ExistingCluster(name, args, opts);
  }
}
