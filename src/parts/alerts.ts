import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import {
  alertmanagerConfig,
  alertRelabelings,
  Alerts,
  receiverEgress,
  receiverSecrets,
  receiversSecret,
} from "../../components/alerts";
import { alertmanagerSecretFile, monitoringNamespace, type Notifications } from "../../components/monitoring";
import type { PlatformConfig } from "../config";
import type { Context } from "./context";

/** Whom Alertmanager tells what, and whose alerts are whose. */
export function notifications({ alerts }: PlatformConfig): Notifications | undefined {
  if (!alerts) return undefined;
  const { receivers } = alerts;
  return {
    config: stringify(alertmanagerConfig(alerts, (name) => alertmanagerSecretFile(receiversSecret, name))),
    secrets: receivers.length > 0 ? { [receiversSecret]: receiverSecrets(receivers) } : {},
    egress: receiverEgress(receivers),
    relabelings: alertRelabelings(alerts.teams),
  };
}

/** When alerts fire. @param ready Prometheus, which evaluates the rules */
export function alerts({ config, monitors, inCluster }: Context, ready: pulumi.Resource[]): void {
  if (!config.alerts || !monitors) return;
  new Alerts(
    "alerts",
    { ...config.alerts, namespace: monitoringNamespace, monitors },
    { ...inCluster, dependsOn: ready },
  );
}
