import { z } from "zod";
import { accessSettings } from "./access";
import { admissionSettings } from "./admission";
import { alertsSettings } from "./alerts";
import { backupSettings } from "./backup";
import { certificatesSettings } from "./certificates";
import { chartsSettings } from "./charts";
import { clusterSettings } from "./cluster";
import { costSettings } from "./cost";
import { dnsSettings } from "./dns";
import { fluxSettings } from "./flux";
import { gitlabSettings } from "./gitlab";
import { imageTrustSettings } from "./image-trust";
import { ingressSettings } from "./ingress";
import { logsSettings } from "./logs";
import { meshSettings } from "./mesh";
import { monitoringSettings } from "./monitoring";
import { networkSettings } from "./network";
import { signInSettings } from "./sign-in";
import { storageSettings } from "./storage";
import { environmentSettings, teamSettings } from "./team";
import { vaultSettings } from "./vault";

/** Every setting of a stack, under `platform:` in its stack file. Defaults are here; stack files hold differences. */
export const settings = z.strictObject({
  cluster: clusterSettings,
  environments: z
    .array(environmentSettings)
    .min(1, "must name at least one environment; write for example - name: dev, or remove the setting")
    .describe("Environments that the cluster carries. Default: the one with the stack's name"),
  access: accessSettings,
  network: networkSettings,
  ingress: ingressSettings,
  dns: dnsSettings,
  mesh: meshSettings,
  storage: storageSettings,
  backup: backupSettings,
  certificates: certificatesSettings,
  vault: vaultSettings,
  gitlab: gitlabSettings,
  flux: fluxSettings,
  imageTrust: imageTrustSettings,
  signIn: signInSettings,
  monitoring: monitoringSettings,
  logs: logsSettings,
  admission: admissionSettings,
  cost: costSettings,
  alerts: alertsSettings,
  charts: chartsSettings,
  teams: z.array(teamSettings).default([]).describe("Teams, and all that they get"),
});

export type Settings = z.output<typeof settings>;
