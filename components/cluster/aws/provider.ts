import type * as eks from "@pulumi/aws/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Objects in the cluster, as whoever runs the program: its token is fetched for each run and kept nowhere. */
export function clusterProvider(
  name: string,
  { cluster, region }: { cluster: eks.Cluster; region: string },
  opts: pulumi.CustomResourceOptions,
): k8s.Provider {
  const { endpoint, name: clusterName, certificateAuthority } = cluster;
  const kubeconfig = pulumi.jsonStringify(
    kubeconfigOf({ endpoint, authority: certificateAuthority.data, clusterName, region }),
  );
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

interface Access {
  endpoint: pulumi.Input<string>;
  authority: pulumi.Input<string>;
  clusterName: pulumi.Input<string>;
  region: string;
}

/** A kubeconfig without any secret: the AWS CLI signs in. */
export function kubeconfigOf({ endpoint, authority, clusterName, region }: Access) {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "cluster",
    contexts: [{ name: "cluster", context: { cluster: "cluster", user: "aws" } }],
    clusters: [
      {
        name: "cluster",
        cluster: {
          server: endpoint,
          "certificate-authority-data": authority,
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
            args: ["eks", "get-token", "--cluster-name", clusterName, "--region", region],
            interactiveMode: "Never",
          },
        },
      },
    ],
  };
}
