/** Where a state of Terraform lies. Credentials come from the environment, as for the cloud itself. */
export type TerraformState =
  | { backend: "local"; path: string }
  | { backend: "s3"; bucket: string; key: string; region: string }
  | { backend: "azurerm"; resourceGroupName: string; storageAccountName: string; containerName: string; key: string };

/**
 * What is wrong with a state that lacks outputs, in the words of a message about its setting.
 * @returns undefined when nothing is missing
 */
export function missingOutputs(
  found: readonly string[],
  expected: readonly string[],
): { must: string; got: string; remedy: string } | undefined {
  const missing = expected.filter((name) => !found.includes(name));
  if (missing.length === 0) return undefined;
  const [outputs, them] = missing.length > 1 ? ["outputs", "them"] : ["output", "it"];
  return {
    must: `be a state with the ${outputs} ${missing.join(", ")}`,
    got: found.length > 0 ? [...found].sort().join(", ") : "none",
    remedy: `add ${them} to that Terraform configuration and apply it`,
  };
}
