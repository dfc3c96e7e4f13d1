import { z } from "zod";
import { dnsLabel } from "../text";

const name = dnsLabel("Name of the receiver; its secret is in Vault, at platform/alerts/<name>", "on-call");

const address = z.email("must be an e-mail address; write for example on-call@example.com");

const email = z.strictObject({
  name,
  kind: z.literal("email").describe("E-mail"),
  to: z
    .array(address)
    .min(1, "must name at least one address; write for example on-call@example.com")
    .describe("Addresses that get it"),
  from: address.describe("Address of the sender"),
  smarthost: z
    .string()
    .regex(/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?:\d{1,5}$/, "must be host:port; write for example smtp.example.com:587")
    .describe("Server that takes mail, by TLS"),
  username: z
    .string()
    .min(1, "must not be empty; write the name that the server knows")
    .describe("User there; the password is the key password in Vault"),
});

const slack = z.strictObject({
  name,
  kind: z.literal("slack").describe("Slack; the key url in Vault is the address of an incoming webhook"),
  channel: z
    .string()
    .regex(/^[#@][^\s#@]+$/, 'must be a channel or a user; write for example "#alerts"')
    .describe("Channel"),
});

const pagerduty = z.strictObject({
  name,
  kind: z.literal("pagerduty").describe("PagerDuty; the key routing-key in Vault is that of an Events API v2 service"),
});

const gitlab = z.strictObject({
  name,
  kind: z.literal("gitlab").describe("Alerts of a GitLab project; the key token in Vault is its authorization key"),
  url: z
    .string()
    .regex(
      /^https:\/\/[^\s/?#]+\/\S+\/alerts\/notify(\/\S+)?\.json$/,
      "must be the address that GitLab shows (Settings, Monitor, Alerts); write for example https://gitlab.com/payments/api/prometheus/alerts/notify.json",
    )
    .describe("Address of the project's alert integration"),
});

const webhook = z.strictObject({
  name,
  kind: z.literal("webhook").describe("Anything that takes Alertmanager's JSON; the key url in Vault is its address"),
});

export const receiverSettings = z
  .discriminatedUnion("kind", [email, slack, pagerduty, gitlab, webhook])
  .describe("Somebody, or something, that hears of alerts");
