import type { types } from "@pulumi/kubernetes";
import type { Exposure } from "../lib/ingress-classes";
import { podLabels, ports } from "./values";

/** Addresses that are reached without the internet (RFC 1918). */
const privateAddresses = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/**
 * Addresses that the load balancer of a class is told to admit: those that are asked for; else none for a public one,
 * which admits all, and private ones for an internal one.
 */
export function admitted(exposure: Exposure, sourceRanges: string[]): string[] {
  if (sourceRanges.length > 0) return sourceRanges;
  return exposure === "internal" ? privateAddresses : [];
}

/** Who reaches the pods of a class: its clients, and the load balancer that asks for their health. */
export function clientsPolicy(
  release: string,
  ranges: string[],
  healthCheckCidrs: string[],
): { name: string; spec: types.input.networking.v1.NetworkPolicySpec } {
  const from = (cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const tcp = (port: number) => ({ port, protocol: "TCP" });
  const clients = {
    from: from(ranges.length > 0 ? ranges : ["0.0.0.0/0", "::/0"]),
    ports: [tcp(ports.http), tcp(ports.https)],
  };
  const checks = { from: from(healthCheckCidrs), ports: [tcp(ports.readiness)] };
  return {
    name: `clients-${release}`,
    spec: {
      podSelector: { matchLabels: podLabels(release) },
      policyTypes: ["Ingress"],
      // A rule without peers would admit everybody.
      ingress: healthCheckCidrs.length > 0 ? [clients, checks] : [clients],
    },
  };
}
