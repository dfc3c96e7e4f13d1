import { z } from "zod";
import { cidr } from "./network";
import { count } from "./text";

const entry = (what: string, enabled: boolean, byDefault: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(enabled).describe("Whether it exists"),
      sourceRanges: z
        .array(cidr)
        .default([])
        .describe(`Addresses that reach it; the load balancer and the network refuse others. Default: ${byDefault}`),
    })
    .prefault({})
    .describe(what);

const nginx = z.strictObject({
  kind: z.literal("nginx").describe("F5 NGINX Ingress Controller"),
  public: entry("Class nginx, behind a public load balancer", true, "the whole internet, which takes a waiver"),
  internal: entry("Class nginx-internal, behind an internal load balancer", false, "all private IPv4 addresses"),
  minReplicas: z
    .int()
    .min(2, "must be 2 or more, because one pod is lost with its node; write 2")
    .optional()
    .describe("Fewest pods of each class, over all zones. Default: 3 in production, else 2"),
  maxReplicas: count("Most pods of each class", 10),
  rateLimit: z
    .strictObject({
      requestsPerSecond: count("Requests a second that a client may send, to each host and pod", 100),
      burst: count("Requests above it that are still answered at once; more get status 429", 200),
    })
    .prefault({})
    .describe("Limit for one client address, where an Ingress sets none of its own"),
  wildcardCertificate: z
    .boolean()
    .default(false)
    .describe(
      "Whether Ingresses without a certificate of their own are served with one for *.<domain>; takes a waiver",
    ),
});

const none = z.strictObject({ kind: z.literal("none").describe("No ingress controller: nothing is published") });

/** How traffic from outside comes in. */
export const ingressSettings = z
  .discriminatedUnion("kind", [nginx, none])
  .prefault({ kind: "nginx" })
  .describe("Traffic from outside");
