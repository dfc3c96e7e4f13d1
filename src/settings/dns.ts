import { z } from "zod";

/** Who writes the records of published hosts. */
export const dnsSettings = z
  .strictObject({
    kind: z
      .enum(["external-dns", "none"])
      .optional()
      .describe(
        "Who writes records of published hosts. Default: external-dns where the cluster knows DNS zones, an environment has a domain and there is an ingress controller, else none",
      ),
    policy: z
      .enum(["sync", "upsert-only"])
      .default("sync")
      .describe("sync also deletes records of hosts that are gone, never records that this stack did not make"),
  })
  .prefault({})
  .describe("DNS records of published hosts");
