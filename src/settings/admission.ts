import { z } from "zod";
import { dnsLabel } from "./text";

const enforce = z.strictObject({
  kind: z
    .literal("enforce")
    .describe("The API server refuses in namespaces of teams what the policies refuse in plans of their environment"),
  onboarding: z
    .array(dnsLabel("A team", "payments"))
    .default([])
    .describe("Teams that the API server warns where it refuses others"),
});

const warn = z.strictObject({
  kind: z.literal("warn").describe("The API server warns and writes to its audit log, and refuses nothing"),
});

const none = z.strictObject({ kind: z.literal("none").describe("Only plans are judged") });

/** Whether the rules of the policy packs hold for what teams apply by kubectl or Flux. */
export const admissionSettings = z
  .discriminatedUnion("kind", [enforce, warn, none])
  .prefault({ kind: "enforce" })
  .describe("Admission: the packs' rules for what teams apply themselves");
