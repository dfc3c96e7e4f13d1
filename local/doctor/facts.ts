import type { KubernetesObject } from "../kubernetes";

/** A part of the cluster that could not be read, and why. */
export interface Unread {
  unread: string;
}

export type Objects = (KubernetesObject & Record<string, unknown>)[] | Unread;

/** Everything that checks look at, read once. Secrets are never read. */
export interface Facts {
  /** `gitVersion` of the API server. */
  version: string;
  /** API groups with their versions, as `group/version`. */
  apis: string[];
  nodes: Objects;
  storageClasses: Objects;
  daemonSets: Objects;
  crds: Objects;
  validatingWebhooks: Objects;
  mutatingWebhooks: Objects;
  services: Objects;
  ingressClasses: Objects;
  ingresses: Objects;
  namespaces: Objects;
  /** EndpointSlices of the service `default/kubernetes`. */
  apiServerEndpoints: Objects;
  /** What the caller may not do, as `verb resource.group`. */
  forbidden: string[];
}

export function isUnread(objects: Objects): objects is Unread {
  return "unread" in objects;
}

/** The objects, none where they could not be read: a finding of its own says that. */
export function listed(objects: Objects): (KubernetesObject & Record<string, unknown>)[] {
  return isUnread(objects) ? [] : objects;
}
