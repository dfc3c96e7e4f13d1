import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "../../components/cluster";
import { terraformOutputs } from "../../components/lib/terraform-state";

/**
 * Whom jobs sign in to the cloud as, with an ID token: terraform/bootstrap made it, for one branch of one project.
 * Nothing where no state says who that is.
 */
export function pipelineIdentity(cluster: ClusterArgs): Record<string, pulumi.Input<string>> {
  if (cluster.kind === "existing" || !cluster.bootstrapState) return {};
  const [variable, output] =
    cluster.kind === "aws" ? ["AWS_ROLE_ARN", "ci_role_arn"] : ["AZURE_CLIENT_ID", "ci_client_id"];
  const outputs = terraformOutputs("platform:cluster.bootstrapState", cluster.bootstrapState, [output]);
  return { [variable]: outputs.apply((found) => found[output]!) as pulumi.Input<string> };
}
