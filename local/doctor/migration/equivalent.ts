/** What takes the place of an annotation of ingress-nginx at NGINX Ingress Controller of F5. */
export type Equivalent =
  /** An annotation of the Ingress. */
  | { kind: "annotation"; name: string; note?: string }
  /** A field of a Policy, which the Ingress names in its annotation `nginx.org/policies`. */
  | { kind: "policy"; field: string; note?: string }
  /** A field of a VirtualServer, which stands in the Ingress's place. */
  | { kind: "virtualServer"; field: string; note?: string }
  /** A field of a TransportServer, which stands in the Ingress's place. */
  | { kind: "transportServer"; field: string; note?: string }
  /** A key of the controller's ConfigMap: for all hosts, and the platform's to set. */
  | { kind: "configMap"; key: string; note?: string }
  /** Nothing is to do: the controller, or NGINX, does it anyway. */
  | { kind: "unneeded"; note: string }
  /** There is none; the note says what to do instead. */
  | { kind: "none"; note: string };

/** Equivalents by name of the annotation, without its prefix. */
export type Equivalents = Readonly<Record<string, Equivalent>>;

export const annotation = (name: string, note?: string): Equivalent => ({
  kind: "annotation",
  name: `nginx.org/${name}`,
  note,
});
export const policy = (field: string, note?: string): Equivalent => ({ kind: "policy", field, note });
export const virtualServer = (field: string, note?: string): Equivalent => ({ kind: "virtualServer", field, note });
export const transportServer = (field: string, note?: string): Equivalent => ({ kind: "transportServer", field, note });
export const configMap = (key: string, note?: string): Equivalent => ({ kind: "configMap", key, note });
export const unneeded = (note: string): Equivalent => ({ kind: "unneeded", note });
export const none = (note: string): Equivalent => ({ kind: "none", note });

/** What to write instead, for people. */
export function described(equivalent: Equivalent): string {
  if (equivalent.kind === "unneeded") return `nothing to do: ${equivalent.note}`;
  if (equivalent.kind === "none") return `no equivalent: ${equivalent.note}`;
  const { note } = equivalent;
  return note === undefined ? place(equivalent) : `${place(equivalent)}: ${note}`;
}

function place(equivalent: Exclude<Equivalent, { kind: "unneeded" | "none" }>): string {
  switch (equivalent.kind) {
    case "annotation":
      return `annotation ${equivalent.name}`;
    case "policy":
      return `Policy, ${equivalent.field}`;
    case "virtualServer":
      return `VirtualServer, ${equivalent.field}`;
    case "transportServer":
      return `TransportServer, ${equivalent.field}`;
    case "configMap":
      return `ConfigMap of the controller, ${equivalent.key}`;
  }
}
