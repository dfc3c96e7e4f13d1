import { readFileSync } from "node:fs";
import { networkOutputs as awsOutputs } from "../../../components/cluster/aws/network-outputs";
import { networkOutputs as azureOutputs } from "../../../components/cluster/azure/network-outputs";
import { missingOutputs, type TerraformState } from "../../../components/lib/terraform-outputs";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about states of Terraform. Files are looked into at once; what lies in a cloud is read by the provider. */
export function terraformProblems({ cluster }: Partial<Settings>): Problem[] {
  if (!cluster || cluster.kind === "existing") return [];
  const [network, bootstrap] = cluster.kind === "aws" ? [awsOutputs, "ci_role_arn"] : [azureOutputs, "ci_principal_id"];
  return [
    ...stateProblems(["network", "terraformState"], cluster.network.terraformState, network),
    ...stateProblems(["bootstrapState"], cluster.bootstrapState, [bootstrap]),
  ];
}

function stateProblems(at: string[], state: TerraformState | undefined, expected: readonly string[]): Problem[] {
  if (state?.backend !== "local") return [];
  const setting = path("cluster", ...at, "path");
  const remedy = "correct the path, or run terraform apply there";
  try {
    const { version, outputs = {} } = JSON.parse(readFileSync(state.path, "utf8")) as {
      version?: number;
      outputs?: object;
    };
    if (version !== 4) return [{ at: setting, must: "be a Terraform state of version 4", got: state.path, remedy }];
    const missing = missingOutputs(Object.keys(outputs), expected);
    return missing ? [{ at: setting, ...missing }] : [];
  } catch {
    return [{ at: setting, must: "be a Terraform state", got: state.path, remedy }];
  }
}
