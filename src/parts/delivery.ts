import type * as pulumi from "@pulumi/pulumi";
import { Flux, previewsRole } from "../../components/flux";
import { TeamPreviews } from "../../components/flux/previews";
import { FluxTenant } from "../../components/flux/tenant";
import { fluxNamespace } from "../../components/flux/names";
import { eventsWorkload } from "../../components/flux/workloads";
import type { Delivery } from "../../components/lib/delivery";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Caller } from "../../components/lib/network-policies";
import type { Publishing } from "../../components/lib/public-service";
import { charts as pins, fluxVersion } from "../versions";
import type { PlatformConfig } from "../config";
import type { Context } from "./context";
import { ownerOf, type Owners } from "./tenants";

export interface DeliveryNeeds {
  publishing?: Publishing;
  platformSecrets?: PlatformSecrets;
  /** Environments and teams, whose namespaces are deployed into. */
  tenants: Owners<pulumi.Resource>;
  /** What judges all that is deployed. */
  guards: pulumi.Resource[];
  /** @default absent - nobody here made the repository */
  repository?: Delivery;
}

/** Who reports failures to Alertmanager. */
export function fluxCallers({ flux }: PlatformConfig): Caller[] {
  if (!flux?.alerts) return [];
  const { workload, port } = flux.alerts;
  return [{ from: { namespace: fluxNamespace, workload: eventsWorkload }, to: { workload, port } }];
}

/** What deploys from Git, and for whom. */
export function delivery(
  { config, charts, images, inCluster }: Context,
  { publishing, platformSecrets, tenants, guards, repository }: DeliveryNeeds,
): void {
  if (!config.flux || !platformSecrets) return;
  const { peers } = config;
  const { tenants: deployed, previews, ...plan } = config.flux;
  const flux = new Flux(
    "flux",
    {
      ...plan,
      pin: pins.fluxOperator,
      version: fluxVersion,
      charts,
      peers,
      platformSecrets,
      delivery: repository,
      publishing,
      previews: previews.length > 0,
    },
    inCluster,
  );
  const { alertProvider } = flux;
  for (const tenant of deployed) {
    const ready = [...flux.ready, ...guards, ownerOf(tenant, config, tenants)];
    new FluxTenant(`flux-${tenant.name}`, { ...plan, tenant, alertProvider, ready }, inCluster);
  }
  for (const each of previews) {
    const ready = [...flux.ready, ...(publishing?.ready ?? [])];
    new TeamPreviews(
      `flux-previews-${each.team}`,
      { ...plan, previews: each, role: previewsRole, image: images.node, peers, ready },
      inCluster,
    );
  }
}
