import type * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";

/** The kubeconfig of a cluster, as text. */
export function kubeconfigFor(cluster: eks.Cluster, region: string): pulumi.Output<string> {
  const { endpoint, name: clusterName, certificateAuthority } = cluster;
  return pulumi.jsonStringify(kubeconfigOf({ endpoint, authority: certificateAuthority.data, clusterName, region }));
}

interface Access {
  endpoint: pulumi.Input<string>;
  authority: pulumi.Input<string>;
  clusterName: pulumi.Input<string>;
  region: string;
}

/** A kubeconfig without any secret: the AWS CLI fetches a token for each call. */
export function kubeconfigOf({ endpoint, authority, clusterName, region }: Access) {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusterName,
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: "aws" } }],
    clusters: [
      {
        name: clusterName,
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
