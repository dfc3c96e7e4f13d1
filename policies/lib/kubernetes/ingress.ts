import { text } from "../unknowns";
import type { Body } from "./types";

export const INGRESS = "networking.k8s.io/Ingress";

export interface IngressBackend {
  service?: { name?: string; port?: { number?: number; name?: string } };
}

export interface Ingress extends Body {
  spec?: {
    ingressClassName?: string;
    defaultBackend?: IngressBackend;
    tls?: { hosts?: string[]; secretName?: string }[];
    rules?: {
      host?: string;
      http?: { paths?: { path?: string; pathType?: string; backend?: IngressBackend }[] };
    }[];
  };
}

/** The class, by its field or by the annotation of old; empty when none is named. */
export function classOf({ metadata, spec }: Ingress): string {
  return text(spec?.ingressClassName) || text(metadata?.annotations?.["kubernetes.io/ingress.class"]);
}

/**
 * What F5's controller makes of it: a `master` has the TLS and annotations of a host, its `minion`s the paths; empty
 * for any other Ingress. See https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/cross-namespace-configuration/
 */
export function mergeableType({ metadata }: Ingress): string {
  return text(metadata?.annotations?.["nginx.org/mergeable-ingress-type"]);
}

/** Whether a name of a certificate, maybe with a wildcard for one label, is good for the host. */
export function namesHost(name: unknown, host: string): boolean {
  const written = text(name).toLowerCase();
  if (written === host.toLowerCase()) return true;
  return written.startsWith("*.") && written.slice(1) === host.slice(host.indexOf(".")).toLowerCase();
}
