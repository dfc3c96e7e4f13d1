import { ApiError, mapParallel, type KubernetesClient } from "../../kubernetes";
import type { CheckFailure, CheckOutcome } from "../report";
import type { DeclaredAccess } from "./declared";
import { explain, type Mismatch } from "./explain";
import { protectedResources, type ProtectedResource } from "./resources";
import { allowedBy, subjectsOf, type Scope, type Subject } from "./subjects";

/** What one or several groups try. */
export interface Attempt {
  group: string;
  resource: string;
  verb: string;
  scope: Scope;
}

export interface Answer {
  allowed: boolean;
  /** Names the binding and the role, where something allows it. */
  reason?: string;
}

/** Asks whether somebody who is in all of `groups` may do it. */
export type Reviewer = (groups: string[], attempt: Attempt) => Promise<Answer>;

/** A namespace that no configuration governs: what roles of teams must not reach. */
const foreignNamespace = "kube-system";

/** Compares every role x verb x resource x namespace of what the API server serves with what is declared. */
export async function checkAccess(client: KubernetesClient, declared: DeclaredAccess): Promise<CheckOutcome> {
  return accessMatrix(declared, await protectedResources(client), reviewer(client), client.parallel);
}

/**
 * The matrix over given resources and any source of answers. RBAC only ever adds rights, and that saves reviews:
 * one for the union of all groups that must be denied proves each of them, and what a group may do in the whole
 * cluster it may do in every namespace.
 */
export async function accessMatrix(
  declared: DeclaredAccess,
  resources: ProtectedResource[],
  review: Reviewer,
  parallel: number,
): Promise<CheckOutcome> {
  const subjects = subjectsOf(declared);
  const namespaces = [...declared.environments, ...declared.teams.flatMap((team) => team.namespaces), foreignNamespace];
  const actions = resources.flatMap(({ group, resource, verbs, namespaced }) =>
    verbs.map((verb) => ({
      action: { group, resource, verb },
      scopes: ["cluster" as const, ...(namespaced ? namespaces.map((namespace) => ({ namespace })) : [])],
    })),
  );
  const wrong = await mapParallel(actions, parallel, async ({ action, scopes }) => {
    const mismatches: Mismatch[] = [];
    const everywhere = new Set<string>();
    for (const scope of scopes) mismatches.push(...(await judge({ ...action, scope }, subjects, everywhere, review)));
    return mismatches;
  });
  const failures: CheckFailure[] = explain(wrong.flat());
  const cells = subjects.length * actions.reduce((sum, { scopes }) => sum + scopes.length, 0);
  return { passed: cells - wrong.flat().length, failed: wrong.flat().length, failures };
}

/** @param everywhere groups that may do it in the whole cluster; the attempt in the whole cluster fills it */
async function judge(
  attempt: Attempt,
  subjects: Subject[],
  everywhere: Set<string>,
  review: Reviewer,
): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  const denied: string[] = [];
  for (const subject of subjects) {
    const { group } = subject;
    const role = allowedBy(subject, attempt);
    if (role === undefined) denied.push(group);
    else if (everywhere.has(group)) continue;
    else if (!(await review([group], attempt)).allowed) mismatches.push({ expected: "allowed", group, role, attempt });
    else if (attempt.scope === "cluster") everywhere.add(group);
  }
  if (denied.length === 0 || !(await review(denied, attempt)).allowed) return mismatches;
  for (const group of denied) {
    const { allowed, reason } = await review([group], attempt);
    if (allowed) mismatches.push({ expected: "denied", group, reason, attempt });
  }
  return mismatches;
}

/** Real people are in `system:authenticated` as well, whatever that group may have been given. */
function reviewer(client: KubernetesClient): Reviewer {
  return async (groups, { group, resource, verb, scope }) => {
    const [name, subresource] = resource.split("/");
    const { status } = await client.request<{ status?: Answer & { evaluationError?: string } }>(
      "POST",
      "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      {
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: {
            user: "verify",
            groups: [...groups, "system:authenticated"],
            resourceAttributes: {
              group,
              resource: name,
              subresource,
              verb,
              namespace: scope === "cluster" ? undefined : scope.namespace,
            },
          },
        },
      },
    );
    if (!status) throw new ApiError(500, "InternalError", "a SubjectAccessReview came back without an answer");
    return status;
  };
}
