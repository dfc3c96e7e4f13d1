import { z } from "zod";
import { port } from "./text";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const dnsName = new RegExp(`^(?=.{1,253}$)(${label}\\.)+${label}$`);

const hostName = (example: string) =>
  z.string().superRefine((name, context) => {
    if (name.includes("*")) {
      context.addIssue(
        `must not be a wildcard, because every host has a certificate of its own; write for example ${example}`,
      );
    } else if (!dnsName.test(name)) {
      context.addIssue(`must be a DNS name in lower case; write for example ${example}`);
    }
  });

export const domain = hostName("staging.example.com")
  .optional()
  .describe("Domain under which the environment's hosts lie. Default: none, and nothing is published");

/** Classes of Ingresses: two controllers, each with a load balancer of its own. */
export const ingressClass = z.enum(["public", "internal"]);

export const publishSettings = z.strictObject({
  host: hostName("api.example.com").describe("Host, below the environment's domain or the domain itself"),
  port: port.describe("One of the workload's ports, which answers HTTP"),
  path: z
    .string()
    .regex(
      /^(\/|(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)$/,
      "must begin with / and not end with it, of letters, digits and -._~; write for example /api",
    )
    .default("/")
    .describe("What the paths of its requests begin with"),
  class: ingressClass.default("public").describe("Who reaches it: public, the internet; internal, connected networks"),
});
