import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi";
import * as state from "@pulumi/terraform/state";
import { missingOutputs, type TerraformState } from "./terraform-outputs";

/**
 * Outputs of a Terraform state.
 * @param setting path of the setting that names the state, for messages
 * @param expected names of outputs that must be there
 * @throws pulumi.RunError, when the state is read, that names the missing outputs
 */
export function terraformOutputs(
  setting: string,
  given: TerraformState,
  expected: readonly string[],
): pulumi.Output<Record<string, unknown>> {
  const wanted = read(given).apply((outputs) => {
    const problem = missingOutputs(Object.keys(outputs), expected);
    if (problem) throw new RunError(`${setting} must ${problem.must}, got ${problem.got}; ${problem.remedy}`);
    return Object.fromEntries(expected.map((name) => [name, outputs[name]]));
  });
  // One sensitive output makes all of them secret. Those that are asked for here are names and IDs, which policies and
  // people must be able to read.
  return pulumi.unsecret(wanted);
}

function read(given: TerraformState): pulumi.Output<Record<string, unknown>> {
  switch (given.backend) {
    case "local":
      return state.getLocalReferenceOutput({ path: given.path }).outputs;
    case "s3": {
      const { bucket, key, region } = given;
      return state.getS3ReferenceOutput({ bucket, key, region }).outputs;
    }
    case "azurerm": {
      const { resourceGroupName, storageAccountName, containerName, key } = given;
      return state.getAzureRMReferenceOutput({ resourceGroupName, storageAccountName, containerName, key }).outputs;
    }
  }
}
