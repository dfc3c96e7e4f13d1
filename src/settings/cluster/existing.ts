import { z } from "zod";
import { cidr } from "../network";
import { dnsLabel, port } from "../text";
import { existingDns } from "./dns";

const apiServerMissing =
  "must name the API server's addresses, because the platform's controllers call it; write those of kubectl get endpointslices -n default, each with /32";

/** Addresses that NetworkPolicies and checks need to know of a cluster that somebody else made. */
const clusterNetwork = z
  .strictObject({
    podCidr: cidr.default("10.244.0.0/16").describe("Addresses of pods"),
    serviceCidr: cidr.default("10.96.0.0/16").describe("Addresses of services"),
    nodeCidr: cidr.optional().describe("Addresses of nodes. Default: unknown, and not checked for overlaps"),
    apiServer: z
      .strictObject({
        cidrs: z
          .array(cidr, apiServerMissing)
          .min(1, apiServerMissing)
          .describe("Addresses of the API server's endpoints (kubectl get endpointslices -n default)"),
        port: port.default(6443).describe("Port of these endpoints"),
      })
      .prefault({} as never)
      .describe("The API server, as pods reach it"),
  })
  .prefault({} as never)
  .describe("Addresses in the cluster");

const identity = z
  .record(z.string(), z.string())
  .optional()
  .describe("Annotations of its service account, with which a cloud recognises it");

export const existing = z.strictObject({
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
  await: z
    .boolean()
    .default(true)
    .describe("Whether to wait for claims, Ingresses and load balancers; false where no cloud makes them ready"),
  rawBlockClass: dnsLabel(
    "StorageClass with raw block volumes, on which Ceph builds (storage.kind: rook)",
    "local-block",
  ).optional(),
  identities: z
    .strictObject({ externalDns: identity, certManager: identity, velero: identity, vault: identity })
    .prefault({})
    .describe("How the platform's controllers prove to a cloud who they are. Default: not at all"),
  dns: existingDns,
  network: clusterNetwork,
});
