import { z } from "zod";
import { cidr } from "./network";
import { count, dnsLabel } from "./text";

const remoteWrite = z.strictObject({
  name: dnsLabel("Name of the store, and of its entry below platform/remote-write in Vault", "thanos"),
  url: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/\S*)?$/,
      "must be an https address; write for example https://metrics.example.com/api/v1/receive",
    )
    .describe("Where samples are sent, by Prometheus' remote write: Thanos Receive, Mimir, or a managed Prometheus"),
  username: z
    .string()
    .min(1, "must not be empty; write a user's name, or remove the setting")
    .optional()
    .describe("User, whose password is the key password in Vault. Default: the key token in Vault is a bearer token"),
  cidrs: z
    .array(cidr)
    .min(1, "must name the store's addresses, because Prometheus reaches no others; write for example 203.0.113.0/24")
    .describe("Addresses of the store"),
});

const prometheus = z.strictObject({
  kind: z.literal("prometheus").describe("Prometheus and Alertmanager"),
  replicas: z
    .int()
    .min(2, "must be 2 or more, because one server is lost with its node; write 2")
    .max(5, "must be at most 5, because each server scrapes everything; write 2")
    .default(2)
    .describe("Prometheus servers, in different zones; each scrapes everything and evaluates every rule"),
  retentionDays: count("How long a server keeps samples (days)", 15),
  volumeGiB: z
    .int()
    .min(10, "must be 10 or more (GiB); write for example 100")
    .default(100)
    .describe("Volume of a server (GiB); the oldest samples go when 80 % of it are used, whatever their age"),
  memoryGiB: z
    .int()
    .min(2, "must be 2 or more (GiB); write for example 8")
    .default(8)
    .describe("Most memory of a server (GiB); half of it is reserved"),
  scrapeIntervalSeconds: z
    .int()
    .min(10, "must be 10 or more (seconds); write 30")
    .max(120, "must be at most 120 (seconds), because graphs have gaps beyond; write 30")
    .default(30)
    .describe("How often everything is scraped and every rule is evaluated (seconds)"),
  storageClass: dnsLabel("StorageClass", "ceph-block")
    .optional()
    .describe("StorageClass of all volumes. Default: the cluster's own"),
  alertmanagerReplicas: z
    .int()
    .min(2, "must be 2 or 3, because one pod is lost with its node; write 3")
    .max(3, "must be 2 or 3, because each of them gets every alert; write 3")
    .default(3)
    .describe("Alertmanagers, in different zones; they agree on who sends a notification"),
  podSamples: count("Most samples that a pod of a team exports; one with more is not scraped at all", 10000),
  remoteWrite: z
    .array(remoteWrite)
    .default([])
    .describe("Stores that get every sample as well, to be kept for longer or for several clusters"),
});

const none = z.strictObject({ kind: z.literal("none").describe("No metrics: what exists elsewhere has to scrape") });

/** How the platform and its tenants are watched. */
export const monitoringSettings = z
  .discriminatedUnion("kind", [prometheus, none])
  .prefault({ kind: "prometheus" })
  .describe("Metrics, and what evaluates and sends alerts");
