/** Outputs that a Terraform state of a network must have: an ID, and lists of one subnet per zone. */
export const networkOutputs = ["vpc_id", "public_subnet_ids", "private_subnet_ids", "intra_subnet_ids"] as const;
