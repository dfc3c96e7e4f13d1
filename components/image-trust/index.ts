import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import { externalSecret, type PlatformSecrets } from "../lib/external-secret";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { admissionWorkload, imageTrustNamespace, registrySecret, releaseName, vaultEntry } from "./names";
import { imagePolicySpec, policyName, type TeamTrust } from "./policies";
import { kyvernoValues } from "./values";

export interface ImageTrustArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** Where credentials of the registry come from. @default none - anybody may read it */
  platformSecrets?: PlatformSecrets;
  /** Where the registry, GitLab and Sigstore are. */
  egress: { cidr: string; port: number; protocol: "TCP" }[];
  teams: TeamTrust[];
}

const webhookPort = 9443;
const metricsPort = 8000;

/** Kyverno, and a policy for each team: its images run only if the pipeline of their own project signed them. */
export class ImageTrust extends pulumi.ComponentResource {
  /** From then on images are verified. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ImageTrustArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ImageTrust", name, {}, opts);
    const { charts, egress, peers, pin, platformSecrets, teams } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: imageTrustNamespace,
        workloads: [{ name: admissionWorkload, apiServer: true, metricsPort, webhookPorts: [webhookPort], egress }],
        peers,
        monitors: charts.monitors,
      },
      owned,
    );
    const credentials = platformSecrets && [registryCredentials(name, namespaceName, platformSecrets, owned)];
    const release = chart(
      `${name}-chart`,
      { pin, namespace: namespaceName, values: kyvernoValues(), settings: charts, releaseName },
      { ...owned, dependsOn: [...ready, ...(credentials ?? [])] },
    );
    this.ready = teams.map(
      (team) =>
        new k8s.apiextensions.CustomResource(
          `${name}/${team.team}`,
          {
            apiVersion: "policies.kyverno.io/v1",
            kind: "ImageValidatingPolicy",
            metadata: { name: policyName(team.team), labels: { "platform/team": team.team } },
            spec: imagePolicySpec(team, credentials && registrySecret),
          },
          { ...owned, dependsOn: release }, // its CRD
        ),
    );
    this.registerOutputs();
  }
}

/** Docker's configuration, as somebody entered it in Vault. */
function registryCredentials(
  name: string,
  namespace: pulumi.Input<string>,
  { store, ready }: PlatformSecrets,
  opts: pulumi.CustomResourceOptions,
) {
  return externalSecret(
    `${name}-${registrySecret}`,
    {
      name: registrySecret,
      namespace,
      store,
      keys: { secret: { entry: vaultEntry, key: registrySecret } },
      template: { ".dockerconfigjson": "{{ .secret }}" },
      type: "kubernetes.io/dockerconfigjson",
    },
    { ...opts, dependsOn: ready },
  );
}
