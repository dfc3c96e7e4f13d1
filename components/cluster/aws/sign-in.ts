import * as eks from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiServerSignIn } from "../contract";

/**
 * Has the API server trust the sign-in provider: whoever brings a token of the client is who it says, in the groups that
 * it names. EKS takes one provider for a cluster, whose keys it fetches from the internet.
 */
export function trustSignIn(
  name: string,
  { cluster, signIn }: { cluster: eks.Cluster; signIn: ApiServerSignIn },
  opts: pulumi.CustomResourceOptions,
): eks.IdentityProviderConfig {
  const { issuer, clientId, groupsClaim, prefix } = signIn;
  return new eks.IdentityProviderConfig(
    name,
    {
      clusterName: cluster.name,
      oidc: {
        identityProviderConfigName: "sign-in",
        issuerUrl: issuer,
        clientId,
        usernameClaim: "sub",
        usernamePrefix: prefix,
        groupsClaim,
        groupsPrefix: prefix,
      },
    },
    opts,
  );
}
