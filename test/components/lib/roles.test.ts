import { describe, expect, it } from "vitest";
import { clusterRoles, groupSubjects, rulesOf, type Role } from "../../../components/lib/roles";

const roles = Object.keys(clusterRoles) as Role[];
const grants = (role: Role) =>
  rulesOf[role].flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );

describe.each(roles)("role %s", (role) => {
  it("has no wildcard", () => {
    expect(grants(role).filter((grant) => grant.includes("*"))).toEqual([]);
  });

  it("never reaches Secrets, the inside of pods, tokens or more rights", () => {
    const forbidden =
      /secrets|pods\/(exec|attach|portforward|ephemeralcontainers)|nodes\/proxy|services\/proxy|serviceaccounts\/token|certificatesigningrequests\/|^(bind|escalate|impersonate) /;
    expect(grants(role).filter((grant) => forbidden.test(grant))).toEqual([]);
  });
});

it("no role changes what would let it change everything else", () => {
  const keys = /^(create|update|patch|delete) .*(certificatesigningrequests|webhookconfigurations|persistentvolumes$)/;
  for (const role of roles) expect(grants(role).filter((grant) => keys.test(grant))).toEqual([]);
});

describe("roles build on each other", () => {
  const includes = (more: Role, less: Role) => grants(less).every((grant) => grants(more).includes(grant));

  it("viewers only read", () => {
    expect(grants("viewer").filter((grant) => !/^(get|list|watch) /.test(grant))).toEqual([]);
  });

  it("an administrator holds all that the others hold, or Kubernetes lets them grant nothing", () => {
    expect(roles.filter((role) => !includes("admin", role))).toEqual([]);
  });

  it("developers change neither quotas, access nor network policies", () => {
    const changes = grants("developer").filter((grant) => /^(create|update|patch|delete) /.test(grant));
    expect(
      changes.filter((grant) => /quota|limitrange|role|networkpolic|serviceaccount|namespaces/.test(grant)),
    ).toEqual([]);
  });
});

it("groups become subjects of RBAC", () => {
  expect(groupSubjects(["oidc:a"])).toEqual([{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:a" }]);
});
