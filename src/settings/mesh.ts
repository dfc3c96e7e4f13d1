import { z } from "zod";

const ambient = z.strictObject({
  kind: z.literal("ambient").describe("Istio in ambient mode: mutual TLS between all pods of environments and teams"),
  gatewayApi: z
    .boolean()
    .default(true)
    .describe("Whether the platform brings the Gateway API's kinds for waypoints; false where the cluster has them"),
});

const none = z.strictObject({ kind: z.literal("none").describe("No mesh: NetworkPolicies alone decide") });

/** The service mesh. */
export const meshSettings = z
  .discriminatedUnion("kind", [ambient, none])
  .prefault({ kind: "ambient" })
  .describe("Service mesh");
