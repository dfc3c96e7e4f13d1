import { access } from "./access";
import type { Equivalent, Equivalents } from "./equivalent";
import { routing } from "./routing";
import { server } from "./server";
import { upstreams } from "./upstreams";

export { described, type Equivalent } from "./equivalent";

/**
 * Every annotation of the retired ingress-nginx, in its last release, with what takes its place.
 * https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export const equivalents: Equivalents = { ...access, ...routing, ...upstreams, ...server };

/** By names that come from a cluster, of which one may be `constructor`. */
const known = new Map(Object.entries(equivalents));

const prefix = "nginx.ingress.kubernetes.io/";

/** An annotation as an Ingress has it. */
export interface Retired {
  name: string;
  /** @default absent - no release of ingress-nginx had it */
  equivalent?: Equivalent;
}

/** The annotations of ingress-nginx among those of an object, by name. */
export function retiredAnnotations(annotations: Record<string, string> = {}): Retired[] {
  return Object.keys(annotations)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => ({ name, equivalent: known.get(name.slice(prefix.length)) }));
}
