import * as containerservice from "@pulumi/azure-native/containerservice";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Entra ID's application for AKS, the same everywhere. */
const aksServer = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** Objects in the cluster, as whoever runs the program: its token is fetched for each run and kept nowhere. */
export function clusterProvider(
  name: string,
  { cluster, clusterName }: { cluster: containerservice.ManagedCluster; clusterName: string },
  opts: pulumi.CustomResourceOptions,
): k8s.Provider {
  // The credentials for users hold the address and no secret: local accounts are off.
  const credentials = containerservice.listManagedClusterUserCredentialsOutput(
    { resourceGroupName: clusterName, resourceName: cluster.name },
    { parent: cluster },
  );
  const kubeconfig = credentials.kubeconfigs.apply(([first]) => signedInByAzure(first?.value ?? ""));
  return new k8s.Provider(name, { kubeconfig, kubeClientSettings: { qps: 1000, burst: 2000 } }, opts);
}

/** The kubeconfig of AKS, whose way to sign in asks a person, with one that takes the credentials of the Azure CLI. */
export function signedInByAzure(encoded: string): string {
  const given = Buffer.from(encoded, "base64").toString();
  const server = /^\s*server: (\S+)$/m.exec(given)?.[1];
  const authority = /^\s*certificate-authority-data: (\S+)$/m.exec(given)?.[1];
  if (server === undefined || authority === undefined) {
    throw new pulumi.RunError("the kubeconfig of AKS must name a server and its authority; check that you may read it");
  }
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "cluster",
    contexts: [{ name: "cluster", context: { cluster: "cluster", user: "azure" } }],
    clusters: [{ name: "cluster", cluster: { server, "certificate-authority-data": authority } }],
    users: [
      {
        name: "azure",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "kubelogin",
            args: ["get-token", "--login", "azurecli", "--server-id", aksServer],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
