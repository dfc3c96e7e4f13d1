import type { Settings } from "../index";
import type { Problem } from "../problems";
import { accessProblems } from "./access";
import { addressProblems } from "./addresses";
import { admissionProblems } from "./admission";
import { alertProblems } from "./alerts";
import { backupProblems } from "./backup";
import { certificateProblems } from "./certificates";
import { clusterProblems } from "./cluster";
import { costProblems } from "./cost";
import { dnsProblems } from "./dns";
import { fluxProblems } from "./flux";
import { gitlabProblems } from "./gitlab";
import { imageTrustProblems } from "./image-trust";
import { ingressProblems } from "./ingress";
import { logsProblems } from "./logs";
import { meshProblems } from "./mesh";
import { monitoringProblems } from "./monitoring";
import { namespaceProblems } from "./namespaces";
import { previewProblems } from "./previews";
import { publishProblems } from "./publish";
import { signInProblems } from "./sign-in";
import { storageProblems } from "./storage";
import { teamVaultProblems } from "./team-vault";
import { terraformProblems } from "./terraform";
import { vaultProblems } from "./vault";

/** Rules across settings. Each gets only settings that have the right shape, so that all mistakes show up together. */
export function crossFieldProblems(given: Partial<Settings>): Problem[] {
  return [
    ...namespaceProblems(given),
    ...meshProblems(given),
    ...accessProblems(given),
    ...addressProblems(given),
    ...clusterProblems(given),
    ...terraformProblems(given),
    ...ingressProblems(given),
    ...dnsProblems(given),
    ...storageProblems(given),
    ...backupProblems(given),
    ...certificateProblems(given),
    ...publishProblems(given),
    ...vaultProblems(given),
    ...monitoringProblems(given),
    ...teamVaultProblems(given),
    ...alertProblems(given),
    ...gitlabProblems(given),
    ...fluxProblems(given),
    ...imageTrustProblems(given),
    ...previewProblems(given),
    ...logsProblems(given),
    ...signInProblems(given),
    ...admissionProblems(given),
    ...costProblems(given),
  ];
}
