import { z } from "zod";

export const route53Zone = z
  .string()
  .regex(/^Z[A-Z0-9]{4,31}$/, "must be the ID of a Route 53 zone; write for example Z0123456789ABC");

export const uuid = (what: string) =>
  z
    .string()
    .regex(
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      "must be a UUID; write for example 00000000-0000-0000-0000-000000000000",
    )
    .describe(what);

const noZone = "must name at least one zone; remove the setting where there is none";

const route53 = z.strictObject({
  kind: z.literal("route53").describe("Route 53 of AWS"),
  region: z.string().min(1, "must not be empty; write for example eu-central-1").describe("Region for calls to AWS"),
  zones: z.array(route53Zone).min(1, noZone).describe("IDs of the zones"),
});

const azure = z.strictObject({
  kind: z.literal("azure").describe("Azure DNS"),
  subscriptionId: uuid("Subscription of the zones"),
  tenantId: uuid("Tenant of Entra ID"),
  resourceGroup: z.string().min(1, "must not be empty; write the group of the zones").describe("Their resource group"),
  zones: z
    .array(z.string().min(1, "must not be empty; write for example example.com"))
    .min(1, noZone)
    .describe("Names of the zones"),
});

/** DNS zones of a cluster that somebody else made. */
export const existingDns = z
  .discriminatedUnion("kind", [route53, azure])
  .optional()
  .describe("DNS zones that external-dns and cert-manager may change, as cluster.identities allow. Default: none");
