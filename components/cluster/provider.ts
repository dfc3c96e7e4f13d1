import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Objects in a cluster that the program makes, as whoever runs it. */
export function clusterProvider(
  name: string,
  kubeconfig: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): k8s.Provider {
  // As for existing clusters: the client's default limit makes previews slow.
  return new k8s.Provider(name, { kubeconfig, kubeClientSettings: { qps: 1000, burst: 2000 } }, opts);
}
