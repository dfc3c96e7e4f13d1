import { z } from "zod";
import { cidr } from "../network";
import { createdCluster, networkState, nodePool, serviceCidr } from "./created";
import { uuid } from "./dns";

const vmSize = (byDefault: string) => ({
  vmSize: z
    .string()
    .regex(/^Standard_[A-Za-z0-9_-]+$/, "must be a size of virtual machines; write for example Standard_D4s_v5")
    .default(byDefault)
    .describe("Size of the virtual machines"),
});

/** An AKS cluster with its own network, identities and backups. */
export const azure = z.strictObject({
  kind: z.literal("azure").describe("A cluster on Azure (AKS) that the program makes"),
  location: z
    .string()
    .regex(/^[a-z]+[0-9]?$/, "must be a region of Azure; write for example westeurope")
    .describe("Region"),
  subscriptionId: uuid("Subscription that may be changed"),
  tenantId: uuid("Tenant of Entra ID"),
  ...createdCluster,
  network: z
    .strictObject({
      vnetCidr: cidr
        .default("10.0.0.0/16")
        .describe("Addresses of the virtual network (/12 to /22); with terraformState, those of that network"),
      zones: z
        .array(z.string())
        .length(3, 'must be three availability zones; remove the setting to take "1", "2" and "3"')
        .default(["1", "2", "3"])
        .describe("Availability zones"),
      podCidr: cidr.default("10.244.0.0/16").describe("Addresses of pods; outside of the network's"),
      serviceCidr,
      ...networkState,
    })
    .prefault({})
    .describe("The network"),
  admins: z.array(uuid("Object ID of a group in Entra ID")).default([]).describe("Groups that are cluster-admin"),
  nodePools: z
    .strictObject({
      system: nodePool("The platform's own controllers", vmSize("Standard_D2s_v5"), { min: 3, max: 6 }).prefault({}),
      workloads: nodePool("Workloads of the teams", vmSize("Standard_D4s_v5"), { min: 3, max: 30 }).prefault({}),
      storage: nodePool("Ceph; needed for storage.kind: rook. Default: no such nodes", vmSize("Standard_D8s_v5"), {
        min: 3,
        max: 6,
      }).optional(),
    })
    .prefault({})
    .describe("Nodes by purpose"),
  dnsZones: z
    .array(
      z
        .string()
        .regex(
          /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/dns[zZ]ones\/[^/]+$/,
          "must be the resource ID of a DNS zone; write /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/dnsZones/<zone>",
        ),
    )
    .default([])
    .describe("DNS zones that external-dns and cert-manager may change"),
});
