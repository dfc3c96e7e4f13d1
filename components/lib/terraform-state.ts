import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/terraform/state";

/** Where a state of Terraform lies. Credentials come from the environment, as for the cloud itself. */
export type TerraformState =
  | { backend: "local"; path: string }
  | { backend: "s3"; bucket: string; key: string; region: string }
  | { backend: "azurerm"; resourceGroupName: string; storageAccountName: string; containerName: string; key: string };

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
  return read(given).apply((outputs) => {
    const problem = missingOutputs(setting, Object.keys(outputs), expected);
    if (problem !== undefined) throw new pulumi.RunError(problem);
    return outputs;
  });
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

/** One message about a state without the expected outputs. @returns undefined when nothing is missing */
export function missingOutputs(setting: string, found: string[], expected: readonly string[]): string | undefined {
  const missing = expected.filter((name) => !found.includes(name));
  if (missing.length === 0) return undefined;
  const has = found.length > 0 ? `one with ${found.sort().join(", ")}` : "one without outputs";
  return `${setting} must be a state with the output${missing.length > 1 ? "s" : ""} ${missing.join(", ")}, got ${has}; add ${missing.length > 1 ? "them" : "it"} to that Terraform configuration and apply it`;
}
