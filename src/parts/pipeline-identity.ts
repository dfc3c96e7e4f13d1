import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "../../components/cluster";
import { terraformOutputs } from "../../components/lib/terraform-state";

type Variables = Record<string, pulumi.Input<string>>;

/**
 * Whom jobs sign in to the cloud as, with an ID token: terraform/bootstrap made it, one that deploys for one branch of
 * one project, and on AWS one that only looks. Nothing where no state says who that is.
 */
export function pipelineIdentity(cluster: ClusterArgs): { deploy: Variables; preview: Variables } {
  if (cluster.kind === "existing" || !cluster.bootstrapState) return { deploy: {}, preview: {} };
  const expected = cluster.kind === "aws" ? ["ci_role_arn", "ci_preview_role_arn"] : ["ci_client_id"];
  const outputs = terraformOutputs("platform:cluster.bootstrapState", cluster.bootstrapState, expected);
  const output = (name: string) => outputs.apply((found) => found[name] as string);
  return cluster.kind === "aws"
    ? {
        deploy: { AWS_ROLE_ARN: output("ci_role_arn") },
        preview: { AWS_ROLE_ARN: output("ci_preview_role_arn") },
      }
    : { deploy: { ARM_CLIENT_ID: output("ci_client_id") }, preview: {} };
}
