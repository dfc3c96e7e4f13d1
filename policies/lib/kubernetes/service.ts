import type { Body } from "./types";

export const SERVICE = "core/Service";

export interface ServicePort {
  name?: string;
  port?: number;
  targetPort?: number | string;
}

export interface Service extends Body {
  spec?: {
    type?: string;
    selector?: Record<string, string>;
    ports?: ServicePort[];
    loadBalancerSourceRanges?: string[];
    externalIPs?: string[];
  };
}
