import { z } from "zod";

/** What all Helm charts of the stack have in common. */
export const chartsSettings = z
  .strictObject({
    source: z
      .string()
      .min(1, "must not be empty; write oci://…, https://… or a folder, or remove the setting")
      .optional()
      .describe("Mirror (oci:// or https:// prefix) or folder of charts. Default: each chart's own repository"),
  })
  .prefault({})
  .describe("Helm charts");
