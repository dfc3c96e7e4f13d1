import type * as pulumi from "@pulumi/pulumi";

/** Whether anybody reads ServiceMonitors and PodMonitors. A chart that gets these makes some, and waits for the kinds. */
export interface Monitors {
  /** What brings the kinds. */
  ready: pulumi.Resource[];
}
