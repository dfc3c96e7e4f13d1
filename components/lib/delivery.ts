import type * as pulumi from "@pulumi/pulumi";

/** What GitLab calls when something is pushed to the fleet: Flux's Receiver, under a host of the environment. */
export interface FleetReceiver {
  /** Of the Receiver in Kubernetes: its path is made of these and of its token. */
  name: string;
  namespace: string;
  /** Published host. */
  host: string;
}

/** How Flux reads the fleet: everything that it and GitLab must agree on. */
export interface Delivery {
  /** Repository, over SSH: `ssh://git@gitlab.com/example/platform/fleet.git`. */
  fleetUrl: string;
  /** The one protected branch. */
  branch: string;
  /** Lines of `known_hosts` with the keys of the host in {@link fleetUrl}. */
  knownHosts: string;
  /** Private keys in OpenSSH's format, which read the fleet and nothing else. All are secrets. */
  deployKeys: {
    /** For the platform's own part of the fleet. */
    fleet: pulumi.Output<string>;
    /** For each team's part, by the team's name: a key is withdrawn with its team. */
    teams: Record<string, pulumi.Output<string>>;
  };
  /** @default absent - nothing calls Flux: it asks GitLab from time to time */
  receiver?: FleetReceiver & {
    /** Which GitLab sends in `X-Gitlab-Token`; a secret. */
    token: pulumi.Output<string>;
  };
}

/** Namespace of Flux, and the name of the Receiver for the fleet. */
export const fluxNamespace = "flux-system";
export const fleetReceiverName = "fleet";
