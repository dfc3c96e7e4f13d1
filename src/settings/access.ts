import { z } from "zod";
import { group, groups } from "./text";

/** Who may do what in the whole cluster; teams name their own groups. */
export const accessSettings = z
  .strictObject({
    groupPrefix: z
      .string()
      .default("oidc:")
      .describe("What the API server puts before a group's name (--oidc-groups-prefix)"),
    admins: groups("Set up namespaces, access and storage; no Secrets, no exec"),
    operators: groups("Keep the cluster running: drain nodes, restart and scale workloads"),
    developers: groups("Manage workloads in the environments' own namespaces"),
    viewers: groups("Read everything but Secrets"),
    breakGlass: z
      .strictObject({
        enabled: z.boolean().default(false).describe("Whether the binding to cluster-admin exists now"),
        groups: z.array(group).default([]).describe("Groups that become cluster-admin while it is enabled"),
      })
      .prefault({})
      .describe("For emergencies: off, and turned on by a merge request with a waiver"),
  })
  .prefault({})
  .describe("Who may do what in the whole cluster");
