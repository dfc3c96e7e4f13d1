import { describe, expect, it } from "vitest";
import type { DeclaredAccess } from "../../../../local/verify/rbac/declared";
import { everyone, expectedGrants, type Grant, type RoleName } from "../../../../local/verify/rbac/expected";
import { accessMatrix, type Attempt, type Reviewer } from "../../../../local/verify/rbac/matrix";
import type { ProtectedResource } from "../../../../local/verify/rbac/resources";

const declared: DeclaredAccess = {
  groups: {
    admins: ["admins"],
    operators: ["operators"],
    developers: ["developers"],
    viewers: ["viewers"],
    breakGlass: { enabled: false, groups: ["emergency"] },
  },
  environments: ["dev"],
  teams: [
    { name: "one", developers: ["one-developers"], viewers: ["one-viewers"], namespaces: ["one"] },
    { name: "two", developers: ["two-developers", "developers"], viewers: [], namespaces: ["two"] },
  ],
};
const everything = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const resource = (group: string, name: string, namespaced = true, verbs = everything): ProtectedResource => ({
  group,
  resource: name,
  namespaced,
  verbs,
});
const resources = [
  resource("", "pods"),
  resource("", "secrets"),
  resource("", "pods/exec", true, ["create", "get"]),
  resource("", "pods/log", true, ["get"]),
  resource("", "nodes", false),
  resource("apps", "deployments"),
  resource("rbac.authorization.k8s.io", "roles", true, [...everything, "bind", "escalate"]),
  resource("authorization.k8s.io", "selfsubjectaccessreviews", false, ["create"]),
];

interface Binding {
  group: string;
  role: string;
  /** Absent: in the whole cluster. */
  namespace?: string;
}

const bindings: Binding[] = [
  { group: "admins", role: "admin" },
  { group: "operators", role: "operator" },
  { group: "viewers", role: "viewer" },
  { group: "developers", role: "developer", namespace: "dev" },
  { group: "one-developers", role: "developer", namespace: "one" },
  { group: "one-viewers", role: "viewer", namespace: "one" },
  { group: "two-developers", role: "developer", namespace: "two" },
  { group: "developers", role: "developer", namespace: "two" },
];
const rules: Record<string, Grant[]> = { ...expectedGrants };

/** RBAC in a few lines, in place of the API server. */
function authorizer(its: Binding[], roles = rules): Reviewer {
  const grants = (list: Grant[], { group, resource: name, verb }: Attempt) =>
    list.some((rule) => rule.group === group && rule.resources.includes(name) && rule.verbs.includes(verb));
  return (groups, attempt) => {
    if (grants(everyone, attempt)) return Promise.resolve({ allowed: true });
    const found = its.find(
      ({ group, role, namespace }) =>
        groups.includes(group) &&
        (namespace === undefined || (attempt.scope !== "cluster" && attempt.scope.namespace === namespace)) &&
        grants(roles[role]!, attempt),
    );
    if (!found) return Promise.resolve({ allowed: false });
    const reason = `RBAC: allowed by RoleBinding "x/y" of ClusterRole "platform-${found.role}" to Group "${found.group}"`;
    return Promise.resolve({ allowed: true, reason });
  };
}

const withRule = (role: RoleName, grant: Grant) => ({ ...rules, [role]: [...rules[role]!, grant] });
const check = (review: Reviewer, access = declared) => accessMatrix(access, resources, review, 4);
const lines = async (review: Reviewer, access = declared) =>
  (await check(review, access)).failures.map(({ where, what, why }) => `${where}: ${what}: ${why}`);

describe("the access matrix", () => {
  it("finds nothing wrong where exactly the declared groups hold the roles", async () => {
    // 9 groups; 6 namespaced resources in the cluster and 4 namespaces, 2 that are not.
    const perScope = 8 + 8 + 2 + 1 + 8 + 10;
    expect(await check(authorizer(bindings))).toEqual({ passed: 9 * (perScope * 5 + 8 + 1), failed: 0, failures: [] });
  });

  it("needs far fewer reviews than it has cells", async () => {
    let reviews = 0;
    const review = authorizer(bindings);
    const { passed } = await check((groups, attempt) => {
      reviews++;
      return review(groups, attempt);
    });
    expect(reviews).toBeLessThan(passed / 4);
  });

  it("fails when a role may read secrets, and names role, group, verbs and places", async () => {
    const roles = withRule("viewer", { group: "", resources: ["secrets"], verbs: ["get", "list"] });
    expect(await lines(authorizer(bindings, roles))).toEqual([
      "ClusterRole platform-viewer: group viewers must not be allowed to get, list secrets in the whole cluster, dev, " +
        'one, two, kube-system, got allowed: RBAC: allowed by RoleBinding "x/y" of ClusterRole "platform-viewer" ' +
        'to Group "viewers"',
      "ClusterRole platform-viewer: group one-viewers must not be allowed to get, list secrets in one, got allowed: " +
        'RBAC: allowed by RoleBinding "x/y" of ClusterRole "platform-viewer" to Group "one-viewers"',
    ]);
  });

  it("fails when a role lacks something", async () => {
    const roles = {
      ...rules,
      operator: rules["operator"]!.filter((rule) => !(rule.resources.includes("nodes") && rule.verbs[0] === "patch")),
    };
    expect(await lines(authorizer(bindings, roles))).toEqual([
      "ClusterRole platform-operator: group operators must be allowed to patch nodes in the whole cluster, got denied: " +
        "no binding of the group leads to a role that grants it",
    ]);
  });

  it("fails when a team's group reaches another team's namespace", async () => {
    const found = await lines(authorizer([...bindings, { group: "one-viewers", role: "viewer", namespace: "two" }]));
    expect(found).toHaveLength(3);
    expect(found[0]).toContain("group one-viewers must not be allowed to get, list, watch pods in two, got allowed");
  });

  it("fails when a team's group is bound in the whole cluster", async () => {
    const found = await lines(authorizer([...bindings, { group: "one-viewers", role: "viewer" }]));
    expect(found[0]).toContain("to get, list, watch pods in the whole cluster, dev, two, kube-system, got allowed");
  });

  it("fails when a binding is missing", async () => {
    const found = await lines(authorizer(bindings.filter(({ group }) => group !== "one-viewers")));
    expect(found).toContain(
      "ClusterRole platform-viewer: group one-viewers must be allowed to get pods/log in one, got denied: " +
        "no binding of the group leads to a role that grants it",
    );
  });

  it("fails when a group without a role may do something", async () => {
    const found = await lines(authorizer([...bindings, { group: "verify:group-without-role", role: "viewer" }]));
    expect(found[0]).toContain("group verify:group-without-role must not be allowed to get, list, watch pods");
  });

  it("fails when break-glass works while it is off", async () => {
    const found = await lines(authorizer([...bindings, { group: "emergency", role: "admin" }]));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((line) => line.includes("group emergency must not be allowed to"))).toBe(true);
  });

  it("expects everything of break-glass while it is on", async () => {
    const access = {
      ...declared,
      groups: { ...declared.groups, breakGlass: { enabled: true, groups: ["emergency"] } },
    };
    const all = [{ group: "emergency", role: "all" }, ...bindings];
    const roles = {
      ...rules,
      all: resources.map(({ group, resource: name, verbs }) => ({ group, resources: [name], verbs })),
    };
    expect((await check(authorizer(all, roles), access)).failures).toEqual([]);
    expect(await lines(authorizer(bindings), access)).toContain(
      "ClusterRole cluster-admin: group emergency must be allowed to get, list, watch, create, update, patch, delete, " +
        "deletecollection secrets in the whole cluster, dev, one, two, kube-system, got denied: " +
        "no binding of the group leads to a role that grants it",
    );
  });
});
