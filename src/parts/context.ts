import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../../components/cluster";
import type { ChartSettings } from "../../components/lib/chart";
import type { Monitors } from "../../components/lib/monitors";
import type { PlatformConfig } from "../config";
import type { Images } from "../resolve/images";

/** What every part of the platform is made with. */
export interface Context {
  config: PlatformConfig;
  cluster: Cluster;
  charts: ChartSettings;
  images: Images;
  /** @default absent - nobody reads ServiceMonitors */
  monitors?: Monitors;
  /** Options of what lives in the cluster. */
  inCluster: pulumi.ComponentResourceOptions;
}
