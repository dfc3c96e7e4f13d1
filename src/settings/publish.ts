import { z } from "zod";
import { dnsName, port } from "./text";

/** A host, and the port of a workload that answers for it. */
export const publishSettings = z.strictObject({
  host: dnsName("Host: the environment's domain or a name below it", "api.staging.example.com"),
  port: port.describe("One of the workload's ports, which answers HTTP"),
  path: z
    .string()
    .regex(
      /^(\/|(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)$/,
      "must begin with / and not end with it, of letters, digits and -._~; write for example /api",
    )
    .default("/")
    .describe("What the paths of its requests begin with"),
  class: z
    .enum(["public", "internal"])
    .default("public")
    .describe("Who reaches it: public, the internet; internal, connected networks"),
});
