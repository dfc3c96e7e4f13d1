import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";

/** How Flux gets at the fleet repository, from whoever made that. Secrets are secret Outputs. */
export interface Delivery {
  /** SSH address, such as `ssh://git@gitlab.com/platform/fleet.git`. */
  fleetUrl: pulumi.Input<string>;
  /** Public keys of its host, as lines of known_hosts. */
  knownHosts: string[];
  /** Private keys (OpenSSH): one that only reads, and one that may propose changes, where dev updates images. */
  deployKeys: { reader: pulumi.Input<string>; writer?: pulumi.Input<string> };
  /** With which GitLab signs in at Flux' webhook. */
  webhookToken: pulumi.Input<string>;
}

/** Names of the Receiver, on which its path depends. */
export const receiver = { name: "fleet", namespace: "flux-system" } as const;

/** Path at which the receiver listens: notification-controller makes it of the token and its own names. */
export function receiverPath(token: string): string {
  return `/hook/${createHash("sha256").update(`${token}${receiver.name}${receiver.namespace}`).digest("hex")}`;
}
