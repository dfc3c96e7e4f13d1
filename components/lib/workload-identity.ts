import type * as pulumi from "@pulumi/pulumi";

/** One service account that the cloud trusts, and what its pods need for that. */
export interface WorkloadIdentity {
  /** Namespace and name of the only service account that the cloud trusts. */
  readonly namespace: string;
  readonly serviceAccount: string;
  /**
   * For the service account. The platform makes that account itself and hands charts its name, so that values which
   * only a deployment knows never enter a chart's values.
   */
  readonly annotations: Record<string, pulumi.Input<string>>;
  /** For the pods. */
  readonly podLabels: Record<string, string>;
  /** Addresses outside the cluster that such pods must reach: the cloud's API and its token service. */
  readonly egress: { cidr: string; port: number }[];
  /** The cloud's trust; a controller waits for it. */
  readonly ready: pulumi.Resource[];
}
