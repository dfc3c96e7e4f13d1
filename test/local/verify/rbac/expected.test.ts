import { describe, expect, it } from "vitest";
import { expectedGrants } from "../../../../local/verify/rbac/expected";

const all = Object.entries(expectedGrants).flatMap(([role, grants]) =>
  grants.flatMap(({ group, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ role, group, resource, verb }))),
  ),
);

describe("what the checks expect of the four roles", () => {
  it("holds no wildcard", () => {
    expect(all.filter(({ group, resource, verb }) => [group, resource, verb].includes("*"))).toEqual([]);
  });

  it("keeps everyone from secrets, from inside pods and from the ways to more rights", () => {
    const forbidden =
      /^(secrets|pods\/(exec|attach|portforward|proxy|ephemeralcontainers)|nodes\/proxy|services\/proxy|serviceaccounts\/token|certificatesigningrequests\/approval)$/;
    expect(all.filter(({ resource }) => forbidden.test(resource))).toEqual([]);
    expect(all.filter(({ verb }) => ["bind", "escalate", "impersonate", "approve", "sign"].includes(verb))).toEqual([]);
    const changes = all.filter(({ verb }) => !["get", "list", "watch"].includes(verb));
    expect(changes.filter(({ resource }) => /webhookconfigurations|persistentvolumes$/.test(resource))).toEqual([]);
  });

  it("lets viewers only read", () => {
    const verbs = new Set(all.filter(({ role }) => role === "viewer").map(({ verb }) => verb));
    expect([...verbs].sort()).toEqual(["get", "list", "watch"]);
  });

  it("keeps quotas, network policies and RBAC from developers and operators", () => {
    const kept = /^(resourcequotas|limitranges|networkpolicies|roles|rolebindings|clusterroles|clusterrolebindings)$/;
    const changes = all.filter(({ resource, verb }) => kept.test(resource) && !["get", "list", "watch"].includes(verb));
    expect([...new Set(changes.map(({ role }) => role))]).toEqual(["admin"]);
  });
});
