import { z } from "zod";
import { count } from "./text";

const traffic = (enabled: boolean, what: string) =>
  z
    .strictObject({ enabled: z.boolean().default(enabled).describe("Whether there is such a controller") })
    .prefault({})
    .describe(what);

const nginx = z.strictObject({
  kind: z.literal("nginx").describe("F5's NGINX Ingress Controller"),
  public: traffic(true, "Controller for hosts that the internet reaches (class nginx)"),
  internal: traffic(false, "Controller for hosts that connected networks reach (class nginx-internal)"),
  rateLimit: z
    .strictObject({
      requestsPerSecond: count("Requests of one client address to one host", 100),
      burst: count("Requests above that which are still answered", 200),
    })
    .prefault({})
    .describe("Limit per client address and controller pod; more is answered with 429"),
});

const none = z.strictObject({ kind: z.literal("none").describe("No controller: nothing is published") });

/** How traffic from outside comes in. */
export const ingressSettings = z
  .discriminatedUnion("kind", [nginx, none])
  .prefault({ kind: "nginx" })
  .describe("How traffic from outside comes in");
