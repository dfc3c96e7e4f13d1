import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformPeers } from "../lib/network-policies";
import type { Rhythm } from "./args";
import { fluxNamespace, previewsOf, secrets } from "./names";
import { expiryScript, expirySpec } from "./preview-expiry";
import { guardSpec } from "./preview-guard";
import { controllerEgressSpec, previewObjects, type Previews } from "./preview-objects";

export interface TeamPreviewsArgs extends Rhythm {
  previews: Previews;
  /** ClusterRole of the accounts of all previews. */
  role: string;
  /** Address of GitLab, without a path. */
  gitlab: string;
  /** Image with Node.js, for what ends old previews. */
  image: string;
  peers: PlatformPeers;
  /** What installs the kinds, the repository that is deployed, and the namespace of the ingress controllers. */
  ready: pulumi.Resource[];
}

const api = "fluxcd.controlplane.io/v1";

/**
 * Previews of one team: the operator asks GitLab for merge requests with the label, makes for each all objects of
 * components/flux/preview-objects.ts, and removes them when the merge request is closed or loses the label.
 */
export class TeamPreviews extends pulumi.ComponentResource {
  constructor(name: string, args: TeamPreviewsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:TeamPreviews", name, {}, opts);
    const { previews, peers, ready } = args;
    const { team } = previews;
    const owned = { parent: this };
    const own = { name: previewsOf(team), namespace: fluxNamespace };
    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata: own, automountServiceAccountToken: false },
      { ...owned, dependsOn: ready },
    );
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
      name,
      {
        metadata: { name: `flux-${own.name}` },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: args.role },
        subjects: [{ kind: "ServiceAccount", ...own }],
      },
      // Rights that the guard does not yet keep in place would be everybody's namespaces.
      { ...owned, dependsOn: this.guard(name, team) },
    );
    const reach = new k8s.networking.v1.NetworkPolicy(
      `${name}-ingress`,
      {
        metadata: { name: own.name, namespace: peers.ingressController.namespace },
        spec: controllerEgressSpec(previews, peers.ingressController, peers.mesh),
      },
      { ...owned, dependsOn: ready },
    );
    const provider = new k8s.apiextensions.CustomResource(
      `${name}-merge-requests`,
      {
        apiVersion: api,
        kind: "ResourceSetInputProvider",
        metadata: { ...own, annotations: { "fluxcd.controlplane.io/reconcileEvery": "5m" } },
        spec: inputSpec(previews, args.gitlab),
      },
      { ...owned, dependsOn: ready },
    );
    new k8s.apiextensions.CustomResource(
      `${name}-set`,
      {
        apiVersion: api,
        kind: "ResourceSet",
        metadata: { ...own, annotations: { "fluxcd.controlplane.io/reconcileEvery": `${args.intervalMinutes}m` } },
        spec: {
          serviceAccountName: own.name,
          inputsFrom: [{ apiVersion: api, kind: "ResourceSetInputProvider", name: own.name }],
          resources: previewObjects(previews, peers, args),
        },
      },
      { ...owned, dependsOn: [account, binding, reach, provider] },
    );
    this.expire(name, args);
    this.registerOutputs();
  }

  /** As an account of its own without any right: it only talks to GitLab. */
  private expire(name: string, { previews, gitlab, image, ready }: TeamPreviewsArgs): void {
    const metadata = { name: `preview-expiry-${previews.team}`, namespace: fluxNamespace };
    const opts = { parent: this, dependsOn: ready };
    new k8s.core.v1.ServiceAccount(`${name}-expiry`, { metadata, automountServiceAccountToken: false }, opts);
    new k8s.core.v1.ConfigMap(`${name}-expiry`, { metadata, data: expiryScript() }, opts);
    new k8s.batch.v1.CronJob(
      `${name}-expiry`,
      { metadata, spec: expirySpec({ previews, name: metadata.name, gitlab, image }) },
      opts,
    );
  }

  private guard(name: string, team: string): pulumi.Resource[] {
    const metadata = { name: `flux-${previewsOf(team)}` };
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
      `${name}-guard`,
      { metadata, spec: guardSpec(team) },
      { parent: this },
    );
    const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${name}-guard`,
      { metadata, spec: { policyName: metadata.name, validationActions: ["Deny"] } },
      { parent: this, dependsOn: policy },
    );
    return [policy, binding];
  }
}

/** Which merge requests have a preview. */
export function inputSpec({ project, label, maxCount }: Previews, gitlab: string) {
  return {
    type: "GitLabMergeRequest",
    url: `${gitlab}/${project}`,
    secretRef: { name: secrets.gitlab },
    filter: { limit: maxCount, labels: [label] },
  };
}
