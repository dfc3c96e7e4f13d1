import * as pulumi from "@pulumi/pulumi";
import type { TerraformState } from "../../../lib/terraform-outputs";
import { terraformOutputs } from "../../../lib/terraform-state";
import { networkOutputs } from "../network-outputs";
import type { AwsNetwork } from "./index";

/** A network that Terraform manages, with one subnet per zone and purpose. */
export function terraformNetwork(state: TerraformState, zones: string[]): AwsNetwork {
  const outputs = terraformOutputs("platform:cluster.network.terraformState", state, networkOutputs);
  const subnets = (output: (typeof networkOutputs)[number]) =>
    zones.map((_, i) => outputs.apply((values) => subnetOf(values[output], i, output, zones.length)));
  return {
    vpcId: outputs.apply((values) => String(values["vpc_id"])),
    publicSubnetIds: subnets("public_subnet_ids"),
    privateSubnetIds: subnets("private_subnet_ids"),
    intraSubnetIds: subnets("intra_subnet_ids"),
    ready: [],
  };
}

function subnetOf(list: unknown, index: number, output: string, zones: number): string {
  if (Array.isArray(list) && list.length === zones) return String(list[index]);
  const got = Array.isArray(list) ? `${list.length} of them` : typeof list;
  throw new pulumi.RunError(
    `output ${output} of platform:cluster.network.terraformState must be a list of ${zones} subnets, one per zone, got ${got}; correct that Terraform configuration`,
  );
}
