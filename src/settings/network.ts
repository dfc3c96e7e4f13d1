import { z } from "zod";
import { contains, parseCidr } from "../../components/lib/cidr";
import { metadataAddresses } from "../../components/lib/network-policies";
import { publishSettings } from "./publish";
import { dnsLabel, port } from "./text";

export const cidr = z
  .string()
  .refine((text) => parseCidr(text) !== undefined, "must be a block of addresses; write for example 10.0.0.0/16")
  .describe("Block of addresses, for example 10.0.0.0/16");

const labels = z.record(z.string(), z.string()).refine((given) => Object.keys(given).length > 0, {
  error:
    "must name at least one label, because without one it selects every pod of the namespace; write for example app: dns",
});

const podPeer = (namespace: string, podLabels: Record<string, string>) => ({
  namespace: dnsLabel("Namespace of the pods", namespace).default(namespace),
  labels: labels.default(podLabels).describe("Labels of the pods"),
});

const serviceAccount = (name: string) =>
  dnsLabel("Service account of the pods: their identity in the mesh, where their namespace must be", name).default(
    name,
  );

/** Shared services that NetworkPolicies and AuthorizationPolicies name. */
export const networkSettings = z
  .strictObject({
    dns: z
      .strictObject(podPeer("kube-system", { "k8s-app": "kube-dns" }))
      .prefault({})
      .describe("Cluster DNS: every pod may ask it"),
    ingressController: z
      .strictObject({
        ...podPeer("ingress", { "app.kubernetes.io/name": "nginx-ingress" }),
        serviceAccount: serviceAccount("nginx-ingress"),
      })
      .prefault({})
      .describe("Pods that bring traffic from outside"),
    prometheus: z
      .strictObject({
        ...podPeer("monitoring", { "app.kubernetes.io/name": "prometheus" }),
        serviceAccount: serviceAccount("prometheus"),
      })
      .prefault({})
      .describe("Pods that scrape metrics"),
  })
  .prefault({})
  .describe("Shared services that NetworkPolicies and the mesh's policies name");

const outsideBlock = cidr.superRefine((text, context) => {
  const block = parseCidr(text);
  const widest = block?.family === "ipv6" ? 128 : 32;
  if (block?.prefix === widest && metadataAddresses.some((address) => contains(block, address))) {
    context.addIssue("must not be the cloud's metadata address, which gives out the node's credentials; remove it");
  }
});

const flow = z.strictObject({
  namespace: dnsLabel("Namespace of the called workload", "payments")
    .optional()
    .describe("Namespace of the called workload. Default: the caller's own"),
  workload: dnsLabel("Called workload; it must be declared and list the port", "database"),
  port: port.describe("TCP port"),
});

const egress = z.strictObject({
  cidr: outsideBlock.describe(
    "Addresses outside the cluster, such as 0.0.0.0/0; the cluster's own and the cloud's metadata addresses are left out",
  ),
  port: port.describe("Port"),
  protocol: z.enum(["TCP", "UDP"]).default("TCP").describe("Protocol"),
});

/** A set of pods and the connections it may have; everything else is denied. */
export const workloadSettings = z.strictObject({
  name: dnsLabel("Value of the pods' label app.kubernetes.io/name, and name of their service account", "api"),
  ports: z.array(port).default([]).describe("TCP ports that other workloads or the ingress controller reach"),
  ingressPorts: z
    .array(port)
    .default([])
    .describe("The ports among them that the ingress controller reaches, for Ingresses of the team's own"),
  publish: z.array(publishSettings).default([]).describe("Hosts under which it is reached from outside"),
  metricsPort: port.optional().describe("TCP port that Prometheus scrapes. Default: not scraped"),
  calls: z.array(flow).default([]).describe("Other workloads that it calls"),
  egress: z.array(egress).default([]).describe("Addresses outside the cluster that it calls"),
  apiServer: z.boolean().default(false).describe("Whether it reaches the Kubernetes API server"),
  vault: z
    .boolean()
    .default(false)
    .describe("Whether its service account signs in to Vault and reads the team's secrets; only in teams' namespaces"),
});
