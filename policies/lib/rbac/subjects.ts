import type { Subject } from "../kubernetes/types";
import { text } from "../unknowns";

/** Who a binding gives its role to, with service accounts recognised however they are written. */
export type Principal =
  { kind: "ServiceAccount"; namespace: string; name: string } | { kind: "User" | "Group"; name: string };

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * @param namespace Of the binding: a service account without a namespace is looked for there.
 */
export function principal(subject: Subject, namespace: () => string): Principal {
  const { kind } = subject;
  const name = text(subject.name);
  if (kind === "ServiceAccount") return { kind, name, namespace: text(subject.namespace) || namespace() };
  if (kind === "Group") return { kind, name };
  const account = ACCOUNT.exec(name);
  if (account) return { kind: "ServiceAccount", namespace: account[1] ?? "", name: account[2] ?? "" };
  return { kind: "User", name };
}

/** `ServiceAccount shop/web`, `Group admins`. */
export function principalLabel(who: Principal): string {
  return who.kind === "ServiceAccount" ? `ServiceAccount ${who.namespace}/${who.name}` : `${who.kind} ${who.name}`;
}

/** Everything that the API server takes a service account for, as {@link principalLabel} writes it. */
export function identitiesOf(namespace: string, name: string): string[] {
  return [
    `ServiceAccount ${namespace}/${name}`,
    "Group system:serviceaccounts",
    `Group system:serviceaccounts:${namespace}`,
    "Group system:authenticated",
  ];
}
