/** Outputs that a Terraform state of a network must have, by the subnet whose ID they are. */
export const subnetOutputs = {
  nodes: "nodes_subnet_id",
  loadBalancers: "load_balancers_subnet_id",
  endpoints: "endpoints_subnet_id",
  apiServer: "api_server_subnet_id",
} as const;

export const networkOutputs = Object.values(subnetOutputs);
