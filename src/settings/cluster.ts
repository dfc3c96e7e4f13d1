import { z } from "zod";
import { cidr } from "./network";
import { port } from "./text";

/** Addresses that NetworkPolicies and checks need to know of a cluster that somebody else made. */
const clusterNetwork = z
  .strictObject({
    podCidr: cidr.default("10.244.0.0/16").describe("Addresses of pods"),
    serviceCidr: cidr.default("10.96.0.0/16").describe("Addresses of services"),
    nodeCidr: cidr.optional().describe("Addresses of nodes. Default: unknown, and not checked for overlaps"),
    apiServer: z
      .strictObject({
        cidrs: z
          .array(cidr)
          .default([])
          .describe("Addresses of the API server's endpoints (kubectl get endpointslices -n default)"),
        port: port.default(6443).describe("Port of these endpoints"),
      })
      .prefault({})
      .describe("The API server, as pods reach it"),
  })
  .prefault({})
  .describe("Addresses in the cluster");

const existing = z.strictObject({
  kind: z.literal("existing").describe("A cluster that exists, reached through a kubeconfig"),
  kubeconfig: z
    .string()
    .min(1, "must not be empty; write the path of a kubeconfig file, or remove the setting")
    .optional()
    .describe("Path of the kubeconfig file. Default: $KUBECONFIG, then ~/.kube/config"),
  context: z
    .string()
    .min(1, "must not be empty; write the name of a context (kubectl config get-contexts)")
    .describe("Context in the kubeconfig; never its current one, which changes under your feet"),
  network: clusterNetwork,
});

/** Who makes the cluster. Kinds that create one are added here. */
export const clusterSettings = z.discriminatedUnion("kind", [existing]).describe("The cluster of the stack");
