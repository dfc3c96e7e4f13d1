import type * as pulumi from "@pulumi/pulumi";
import type { AwsClusterArgs } from "./aws/args";
import type { AzureClusterArgs } from "./azure/args";
import type { Cluster } from "./contract";
import { ExistingCluster, type ExistingClusterArgs } from "./existing";

export type { Cluster } from "./contract";

/** A cluster as configuration describes it; `kind` says who makes it. */
export type ClusterArgs =
  | ({ kind: "existing" } & ExistingClusterArgs)
  | ({ kind: "aws" } & AwsClusterArgs)
  | ({ kind: "azure" } & AzureClusterArgs);

/** Makes the cluster of the configured kind, or connects to one that exists. */
export function createCluster(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions): Cluster {
  switch (args.kind) {
    case "existing":
      return new ExistingCluster(name, args, opts);
    case "aws":
      return new (aws().AwsCluster)(name, args, opts);
    case "azure":
      return new (azure().AzureCluster)(name, args, opts);
  }
}

// A cloud's SDK takes up to a second to load: only who uses that cloud pays for it.
/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
const aws = () => require("./aws") as typeof import("./aws");
const azure = () => require("./azure") as typeof import("./azure");
/* eslint-enable */
