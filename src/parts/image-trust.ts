import type * as pulumi from "@pulumi/pulumi";
import { ImageTrust } from "../../components/image-trust";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import { charts as pins } from "../versions";
import type { Context } from "./context";

/** Whose images run. @returns what must be there before teams' workloads are deployed */
export function imageTrust(
  { config, charts, inCluster }: Context,
  { platformSecrets, ready }: { platformSecrets?: PlatformSecrets; ready: pulumi.Resource[] },
): pulumi.Resource[] {
  if (!config.imageTrust) return [];
  const { credentials, ...plan } = config.imageTrust;
  return new ImageTrust(
    "image-trust",
    {
      ...plan,
      pin: pins.kyverno,
      charts,
      peers: config.peers,
      platformSecrets: credentials ? platformSecrets : undefined,
    },
    { ...inCluster, dependsOn: ready },
  ).ready;
}
