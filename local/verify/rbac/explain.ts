import type { CheckFailure } from "../report";
import { clusterRoleNames } from "./expected";
import type { Attempt } from "./matrix";
import type { Scope, Subject } from "./subjects";

/** One cell of the matrix that is not as declared. */
export interface Mismatch {
  expected: "allowed" | "denied";
  group: string;
  /** The role that should allow it. */
  role?: Subject["roles"][number]["role"] | "everyone";
  /** The API server's words for why it is allowed. */
  reason?: string;
  attempt: Attempt;
}

/** One line for all that has one cause: same group, same resource, same role or binding to blame. */
export function explain(mismatches: Mismatch[]): CheckFailure[] {
  const causes = new Map<string, Mismatch[]>();
  for (const mismatch of mismatches) {
    const { expected, group, attempt } = mismatch;
    const key = JSON.stringify([expected, group, attempt.group, attempt.resource, culprit(mismatch)]);
    causes.set(key, [...(causes.get(key) ?? []), mismatch]);
  }
  return [...causes.values()].map(failure);
}

function failure(mismatches: Mismatch[]): CheckFailure {
  const first = mismatches[0]!;
  const { group, resource } = first.attempt;
  const verbs = unique(mismatches.map(({ attempt }) => attempt.verb)).join(", ");
  const scopes = unique(mismatches.map(({ attempt }) => scopeName(attempt.scope))).join(", ");
  const what = group === "" ? resource : `${resource} (${group})`;
  const where = culprit(first);
  if (first.expected === "allowed") {
    return {
      what: `group ${first.group} must be allowed to ${verbs} ${what} in ${scopes}, got denied`,
      where,
      why: "no binding of the group leads to a role that grants it",
      remedy: "restore the role and its binding: npm run local",
    };
  }
  return {
    what: `group ${first.group} must not be allowed to ${verbs} ${what} in ${scopes}, got allowed`,
    where,
    why: first.reason ?? "the API server gives no reason",
    remedy: "remove the rule or the binding that grants it",
  };
}

/** The role to look at: the one that should grant it, or the one that does. */
function culprit({ expected, role, reason = "" }: Mismatch): string {
  if (expected === "denied") return /(?:Cluster)?Role "[^"]+"/.exec(reason)?.[0].replaceAll('"', "") ?? "authorizer";
  if (role === undefined || role === "everyone") return "ClusterRole system:basic-user";
  return `ClusterRole ${role === "breakGlass" ? "cluster-admin" : clusterRoleNames[role]}`;
}

function scopeName(scope: Scope): string {
  return scope === "cluster" ? "the whole cluster" : scope.namespace;
}

const unique = (texts: string[]) => [...new Set(texts)];
