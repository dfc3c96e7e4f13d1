import { z } from "zod";
import { count } from "../text";
import { receiverSettings } from "./receivers";
import { thresholdSettings } from "./thresholds";

/** Names of receivers. */
const receivers = (what: string) => z.array(z.string()).default([]).describe(what);

/** Who hears of what, by severity. */
export const routeSettings = {
  critical: receivers("Receivers of critical alerts, which wake people"),
  warning: receivers("Receivers of warnings, for the next working day"),
};

const repeatHours = z
  .strictObject({
    critical: count("Critical alerts (hours)", 4),
    warning: count("Warnings (hours)", 24),
  })
  .prefault({})
  .describe("After how long an alert that goes on is sent again");

/** Alerts: when they fire, and who hears of them. */
export const alertsSettings = z
  .strictObject({
    thresholds: thresholdSettings,
    receivers: z.array(receiverSettings).default([]).describe("Who can hear of alerts"),
    platform: z
      .strictObject(routeSettings)
      .prefault({})
      .describe("Who hears of alerts of the platform, and of those of teams that name nobody"),
    deadMansSwitch: z
      .string()
      .optional()
      .describe(
        "Receiver that gets one alert all the time, every 5 minutes, and calls people when it stops. Default: nobody watches",
      ),
    repeatHours,
    runbooksUrl: z
      .string()
      .regex(
        /^https:\/\/\S*[^\s/]$/,
        "must be an https address without a / at its end; write where people read docs/runbooks/alerts",
      )
      .default("https://gitlab.com/platform/infrastructure/-/blob/main/docs/runbooks/alerts")
      .describe("Where people read docs/runbooks/alerts of this repository"),
  })
  .prefault({})
  .describe("Alerts: when they fire, and who hears of them");

/** What a team says about its alerts. */
export const teamAlertSettings = z
  .strictObject(routeSettings)
  .prefault({})
  .describe("Receivers in platform:alerts that hear of the team's alerts. Default: those of the platform");
