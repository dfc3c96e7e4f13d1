import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

/** Entra ID's application for AKS, the same everywhere. */
const aksServer = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** The kubeconfig of a cluster, as text. */
export function kubeconfigFor(
  cluster: containerservice.ManagedCluster,
  clusterName: string,
  opts: pulumi.InvokeOutputOptions,
): pulumi.Output<string> {
  // The credentials for users hold the address and no secret: local accounts are off.
  const credentials = containerservice.listManagedClusterUserCredentialsOutput(
    { resourceGroupName: clusterName, resourceName: cluster.name },
    opts,
  );
  return credentials.kubeconfigs.apply(([first]) => signedInByAzure(first?.value ?? "", clusterName));
}

/** The kubeconfig of AKS, whose way to sign in asks a person, with one that takes the credentials of the Azure CLI. */
export function signedInByAzure(encoded: string, clusterName: string): string {
  const given = Buffer.from(encoded, "base64").toString();
  const server = /^\s*server: (\S+)$/m.exec(given)?.[1];
  const authority = /^\s*certificate-authority-data: (\S+)$/m.exec(given)?.[1];
  if (server === undefined || authority === undefined) {
    throw new pulumi.RunError("the kubeconfig of AKS must name a server and its authority; check that you may read it");
  }
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusterName,
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: "azure" } }],
    clusters: [{ name: clusterName, cluster: { server, "certificate-authority-data": authority } }],
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
