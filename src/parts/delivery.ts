import type * as pulumi from "@pulumi/pulumi";
import { Flux, previewsRole } from "../../components/flux";
import { TeamPreviews } from "../../components/flux/previews";
import { FluxTenant } from "../../components/flux/tenant";
import type { Delivery } from "../../components/lib/delivery";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Publishing } from "../../components/lib/public-service";
import { charts as pins, fluxVersion, images } from "../versions";
import type { Context } from "./context";

export interface DeliveryNeeds {
  publishing?: Publishing;
  platformSecrets?: PlatformSecrets;
  /** Environments and teams, whose namespaces are deployed into. */
  tenants: pulumi.Resource[];
  /** @default absent - nobody here made the repository */
  repository?: Delivery;
}

/** What deploys from Git, and for whom. */
export function delivery(
  { config, charts, inCluster }: Context,
  { publishing, platformSecrets, tenants, repository }: DeliveryNeeds,
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
    const ready = [...flux.ready, ...tenants];
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
