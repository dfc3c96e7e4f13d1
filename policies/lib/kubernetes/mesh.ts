import type { Body } from "./types";

const GROUP = "security.istio.io";

export const PEER_AUTHENTICATION = `${GROUP}/PeerAuthentication`;
export const AUTHORIZATION_POLICY = `${GROUP}/AuthorizationPolicy`;

interface Mtls {
  mode?: string;
}

export interface PeerAuthentication extends Body {
  spec?: {
    /** Absent for all workloads of the namespace. */
    selector?: { matchLabels?: Record<string, string> };
    mtls?: Mtls;
    portLevelMtls?: Record<string, Mtls>;
  };
}

export interface AuthorizationPolicy extends Body {
  spec?: {
    selector?: { matchLabels?: Record<string, string> };
    targetRef?: unknown;
    targetRefs?: unknown[];
    /** @default ALLOW */
    action?: string;
    rules?: { from?: unknown[]; to?: unknown[]; when?: unknown[] }[];
  };
}
