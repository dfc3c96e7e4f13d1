import { z } from "zod";
import { cidr } from "../network";
import { count } from "../text";
import { terraformState } from "./terraform-state";

/** Settings that clusters of every cloud have in common. */
export const createdCluster = {
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,22}[a-z0-9]$/,
      'must be 3 to 24 of a-z, 0-9 and "-", beginning with a letter; write for example platform-production',
    )
    .optional()
    .describe("Name of the cluster, and beginning of the names of all its resources. Default: platform-<stack>"),
  logRetentionDays: z
    .union(
      [30, 90, 180, 365].map((days) => z.literal(days)),
      "must be 30, 90, 180 or 365; write one of them",
    )
    .default(90)
    .describe("How long logs of the control plane and the network are kept (days)"),
  bootstrapState: terraformState
    .optional()
    .describe("State of terraform/bootstrap, whose pipeline role may then deploy. Default: only admins may"),
};

/** A network that Terraform already manages. */
export const networkState = {
  terraformState: terraformState
    .optional()
    .describe("A network that Terraform manages: its outputs name the subnets. Default: the program makes a network"),
  controlPlaneCidrs: z
    .array(cidr)
    .default([])
    .describe("Addresses of the subnets for the control plane; only, and then required, with terraformState"),
};

export const serviceCidr = cidr
  .default("172.20.0.0/16")
  .describe("Addresses of services; outside of the network's and of every network it is connected to");

/** @param size the setting that names the machines' size */
export function nodePool<Size extends z.ZodRawShape>(what: string, size: Size, nodes: { min: number; max: number }) {
  return z
    .strictObject({
      ...size,
      minNodes: count("Fewest nodes over all zones", nodes.min),
      maxNodes: count("Most nodes over all zones", nodes.max),
      diskGiB: z
        .int()
        .min(20, "must be 20 or more (GiB); write for example 100")
        .default(100)
        .describe("Root disk of a node (GiB)"),
    })
    .describe(what);
}
