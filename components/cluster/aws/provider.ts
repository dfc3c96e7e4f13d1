import type * as eks from "@pulumi/aws/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Objects in the cluster, as whoever runs the program: its token is fetched for each run and kept nowhere. */
export function clusterProvider(
  name: string,
  { cluster, region }: { cluster: eks.Cluster; region: string },
  opts: pulumi.CustomResourceOptions,
): k8s.Provider {
  const kubeconfig = pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "cluster",
    contexts: [{ name: "cluster", context: { cluster: "cluster", user: "aws" } }],
    clusters: [
      {
        name: "cluster",
        cluster: {
          server: cluster.endpoint,
          "certificate-authority-data": cluster.certificateAuthority.data,
        },
      },
    ],
    users: [
      {
        name: "aws",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "aws",
            args: ["eks", "get-token", "--cluster-name", cluster.name, "--region", region],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
  return new k8s.Provider(
    name,
    {
      kubeconfig,
      // As for existing clusters: the client's default limit makes previews slow.
      kubeClientSettings: { qps: 1000, burst: 2000 },
    },
    opts,
  );
}
