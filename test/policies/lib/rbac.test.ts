import { describe, expect, it } from "vitest";

import type { PolicyRule, RoleBinding, Subject } from "../../../policies/lib/kubernetes/types";
import { adminWays, isFull } from "../../../policies/lib/rbac/admin";
import { Bindings, subjectOf } from "../../../policies/lib/rbac/bindings";
import { isBuiltinRole, isBuiltinServiceAccount, isControlPlaneRole } from "../../../policies/lib/rbac/builtin";
import { celGrants, powersAdmission } from "../../../policies/lib/rbac/cel";
import { DANGERS, ESCALATIONS, readsNamedSecrets, SECRET_READS, WILDCARDS } from "../../../policies/lib/rbac/powers";
import { reachesBySubject } from "../../../policies/lib/rbac/reach";
import { powersOf, Roles, type EffectiveRole } from "../../../policies/lib/rbac/roles";
import { principal } from "../../../policies/lib/rbac/subjects";
import type { Report } from "../../../policies/lib/report";
import { attempt, Undetermined } from "../../../policies/lib/unknowns";
import {
  clusterRole,
  clusterRoleBinding,
  object,
  patch,
  RBAC,
  role,
  roleBinding,
  roleRef,
  subject,
} from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { probe } from "../../support/probe";

const GROUP = "rbac.authorization.k8s.io";

/** What `ask` answers about the roles and bindings of a stack. */
function within<T>(
  resources: readonly TestResource[],
  ask: (stack: { roles: Roles; bindings: Bindings; report: Report }) => T,
): Promise<T> {
  return probe(resources, (objects, report) =>
    ask({ roles: new Roles(objects), bindings: new Bindings(objects), report }),
  );
}

const list = (items: readonly string[] | undefined) => (items ?? []).join(",");
const written = ({ verbs, resources, apiGroups }: PolicyRule) =>
  `${list(verbs)} ${list(resources)} of ${list(apiGroups) || "core"}`;
const messages = (unknown: readonly Undetermined[]) => unknown.map(({ message }) => message);

/** A role as it takes effect, to compare and to read. */
const effective = ({ label, rules, unknown, controlPlane }: EffectiveRole) => ({
  label,
  rules: rules.map(({ rule, of }) => `${of}: ${written(rule)}`),
  unknown: messages(unknown),
  controlPlane,
});

const rule = (verbs: string, resources: string, apiGroups = ""): PolicyRule => ({
  verbs: verbs.split(","),
  resources: resources.split(","),
  apiGroups: apiGroups.split(","),
});

const labelled = (resource: TestResource, to: string): TestResource => {
  const labels = { [`${GROUP}/aggregate-to-${to}`]: "true" };
  const metadata = resource.props["metadata"] as Record<string, unknown>;
  return { ...resource, props: { ...resource.props, metadata: { ...metadata, labels } } };
};

/** A role that takes in what is labelled for `ops`. */
const ops = object(`${RBAC}/ClusterRole`, "ops", {
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${GROUP}/aggregate-to-ops`]: "true" } }] },
});

const nameless = (resource: TestResource): TestResource => ({
  ...resource,
  props: { ...resource.props, metadata: { name: UNKNOWN } },
});

describe("the roles of every API server", () => {
  const of = (name: string) => within([], ({ roles }) => effective(roles.resolve("ClusterRole", name, "")).rules);
  const everyVerb = "create,delete,deletecollection,get,list,patch,update,watch";
  const edit = [
    `ClusterRole system:aggregate-to-edit: ${everyVerb} pods/attach,pods/exec,secrets of core`,
    "ClusterRole system:aggregate-to-edit: impersonate serviceaccounts of core",
    "ClusterRole system:aggregate-to-edit: create serviceaccounts/token of core",
  ];

  it("give everything with cluster-admin", async () => {
    expect(await of("cluster-admin")).toEqual(["ClusterRole cluster-admin: * * of *"]);
  });

  it("give no power with view", async () => {
    expect(await of("view")).toEqual([]);
  });

  it("give Secrets, shells and identities with edit", async () => {
    expect(await of("edit")).toEqual(edit);
  });

  it("give roles of the namespace with admin, besides what edit gives", async () => {
    const own = `ClusterRole system:aggregate-to-admin: ${everyVerb} roles,rolebindings of ${GROUP}`;
    expect((await of("admin")).sort()).toEqual([own, ...edit].sort());
  });

  it("take in what a stack labels for a smaller one", async () => {
    const reader = labelled(clusterRole("reader", rule("get", "widgets", "acme.io")), "view");
    const rules = await within([reader], ({ roles }) =>
      ["view", "edit", "admin"].map((name) => effective(roles.resolve("ClusterRole", name, "")).rules),
    );
    for (const own of rules) expect(own).toContain("ClusterRole reader: get widgets of acme.io");
  });

  it.each([
    "system:auth-delegator",
    "system:basic-user",
    "system:discovery",
    "system:heapster",
    "system:kube-dns",
    "system:monitoring",
    "system:node-problem-detector",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
    "system:aggregate-to-edit",
    "cluster-admin",
    "team:system:node",
  ])("count %s not as the control plane's", (name) => {
    expect(isControlPlaneRole(name)).toBe(false);
  });

  it.each(["system:node", "system:kube-controller-manager", "system:controller:job-controller"])(
    "count %s as the control plane's",
    (name) => {
      expect(isControlPlaneRole(name)).toBe(true);
    },
  );

  it.each([
    ["kube-system", "extension-apiserver-authentication-reader", true],
    ["kube-system", "system:controller:token-cleaner", true],
    ["kube-public", "system:controller:bootstrap-signer", true],
    ["kube-system", "team", false],
    ["kube-public", "cluster-info", false],
    ["default", "system:controller:token-cleaner", false],
  ])("hold in %s the Role %s: %s", (namespace, name, there) => {
    expect(isBuiltinRole(namespace, name)).toBe(there);
  });

  it.each([
    "bootstrap-signer",
    "coredns",
    "deployment-controller",
    "generic-garbage-collector",
    "horizontal-pod-autoscaler",
    "kube-proxy",
    "legacy-service-account-token-cleaner",
    "persistent-volume-binder",
    "pod-garbage-collector",
    "root-ca-cert-publisher",
    "token-cleaner",
  ])("come with the service account %s, in kube-system alone", (name) => {
    expect(isBuiltinServiceAccount("kube-system", name)).toBe(true);
    expect(isBuiltinServiceAccount("shop", name)).toBe(false);
  });

  it("come with no other service account", () => {
    expect(isBuiltinServiceAccount("kube-system", "team")).toBe(false);
    expect(isBuiltinServiceAccount("kube-system", "deployment-controller-2")).toBe(false);
  });
});

describe("an effective role", () => {
  const resolve = (resources: TestResource[], kind: string, name: string, namespace = "") =>
    within(resources, ({ roles }) => effective(roles.resolve(kind, name, namespace)));

  it("has its own rules, those of its patches and those that it aggregates, each with its role", async () => {
    const part = labelled(clusterRole("part", rule("list", "pods")), "ops");
    const more = patch({ ...clusterRole("ops", rule("get", "nodes")), name: "more" });
    expect(
      await resolve([ops, more, part, clusterRole("other", rule("get", "secrets"))], "ClusterRole", "ops"),
    ).toEqual({
      label: "ClusterRole ops",
      rules: ["ClusterRole part: list pods of core", "ClusterRole ops: get nodes of core"],
      unknown: [],
      controlPlane: false,
    });
  });

  it("passes over a role without metadata, whose labels select nothing", async () => {
    const bare = { ...clusterRole("bare"), props: { rules: [rule("get", "secrets")] } };
    const { rules } = await resolve([ops, bare], "ClusterRole", "ops");
    expect(rules).toEqual([]);
  });

  it("says of which resource its rules are unknown", async () => {
    const unknown = { ...clusterRole("late"), props: { metadata: { name: "late" }, rules: UNKNOWN } };
    expect((await resolve([unknown], "ClusterRole", "late")).unknown).toEqual([
      `rules of kubernetes:${RBAC}:ClusterRole::late is not known before the deployment`,
    ]);
  });

  it("says of which resource the selectors are unknown", async () => {
    const unknown = object(`${RBAC}/ClusterRole`, "late", { aggregationRule: { clusterRoleSelectors: UNKNOWN } });
    expect((await resolve([unknown], "ClusterRole", "late")).unknown).toEqual([
      `aggregationRule.clusterRoleSelectors of kubernetes:${RBAC}:ClusterRole::late is not known before the deployment`,
    ]);
  });

  it("says of which resource the labels are unknown, that it may take in", async () => {
    const unknown = object(`${RBAC}/ClusterRole`, "late", { rules: [rule("get", "pods")] }, { labels: UNKNOWN });
    expect((await resolve([ops, unknown], "ClusterRole", "ops")).unknown).toEqual([
      `metadata.labels of kubernetes:${RBAC}:ClusterRole::late is not known before the deployment`,
    ]);
  });

  const nameOf = (type: string) =>
    `metadata.name of kubernetes:${RBAC}:${type}::late is not known before the deployment`;

  it("may be one whose name is unknown, when no other has its name", async () => {
    const unknown = nameless(clusterRole("late", rule("get", "pods")));
    expect((await resolve([unknown], "ClusterRole", "late")).unknown).toEqual([nameOf("ClusterRole")]);
    expect((await resolve([unknown, clusterRole("team")], "ClusterRole", "team")).unknown).toEqual([]);
  });

  it("may be patched by a patch whose name is unknown", async () => {
    const unknown = patch(nameless(clusterRole("late", rule("get", "pods"))));
    const { unknown: doubts } = await resolve([unknown, clusterRole("team")], "ClusterRole", "team");
    expect(doubts).toEqual([nameOf("ClusterRolePatch")]);
  });

  it("is the control plane's by its name, patched or not, but not when the stack declares it", async () => {
    const node = clusterRole("system:node", rule("get", "pods"));
    expect((await resolve([], "ClusterRole", "system:node")).controlPlane).toBe(true);
    expect((await resolve([patch(node)], "ClusterRole", "system:node")).controlPlane).toBe(true);
    expect((await resolve([node], "ClusterRole", "system:node")).controlPlane).toBe(false);
    expect((await resolve([], "Role", "system:node", "shop")).controlPlane).toBe(false);
  });

  it("exists when the API server has it or the stack declares it, a patch aside", async () => {
    const stack = [role("shop/web"), clusterRole("team"), patch(clusterRole("patched"))];
    const exists = (kind: string, name: string, namespace = "") =>
      within(stack, ({ roles }) => roles.exists(kind, name, namespace));
    expect(await exists("ClusterRole", "system:anything")).toBe(true);
    expect(await exists("Role", "system:anything", "shop")).toBe(false);
    expect(await exists("ClusterRole", "view")).toBe(true);
    expect(await exists("ClusterRole", "team")).toBe(true);
    expect(await exists("ClusterRole", "patched")).toBe(false);
    expect(await exists("Role", "web", "shop")).toBe(true);
    expect(await exists("Role", "web", "bank")).toBe(false);
  });

  it("names each power once, with the first role that gives it, and what could not be told", async () => {
    const parts = ["first", "second"].map((name) => labelled(clusterRole(name, rule("get", "secrets")), "ops"));
    const late = labelled({ ...clusterRole("late"), props: { metadata: { name: "late" }, rules: UNKNOWN } }, "ops");
    const { found, unknown } = await within([ops, ...parts, late], ({ roles }) =>
      powersOf(roles.resolve("ClusterRole", "ops", ""), SECRET_READS),
    );
    expect(found).toEqual([{ what: "reading every Secret", of: "ClusterRole first" }]);
    expect(messages(unknown)).toEqual([
      `rules of kubernetes:${RBAC}:ClusterRole::late is not known before the deployment`,
    ]);
  });
});

describe("cluster-admin by another name", () => {
  const ways = (...rules: PolicyRule[]) =>
    within([clusterRole("team", ...rules)], ({ roles }) => {
      const { why, unknown } = adminWays(roles.resolve("ClusterRole", "team", ""));
      return { why, unknown: messages(unknown) };
    });
  const only = (why: string) => ({ why: [why], unknown: [] });
  const escalate = rule("escalate", "clusterroles", GROUP);
  const bind = rule("bind", "clusterroles", GROUP);

  it("is every verb on everything", async () => {
    expect(await ways(rule("*", "*", "*"))).toEqual(only("it may do everything"));
  });

  it.each(["create", "update", "patch"])("is %s of every resource", async (verb) => {
    expect(await ways(rule(verb, "*", "*"))).toEqual(only("it writes every resource"));
  });

  it.each(["create", "update", "patch"])("is escalate with %s of roles", async (verb) => {
    expect(await ways(escalate, rule(verb, "clusterroles", GROUP))).toEqual(
      only("it writes roles beyond its own rights (escalate)"),
    );
  });

  it.each(["clusterrolebindings", "rolebindings"])("is bind with any way of writing %s", async (resource) => {
    for (const verb of ["create", "update", "patch"]) {
      expect(await ways(bind, rule(verb, resource, GROUP))).toEqual(only("it binds any role (bind)"));
    }
  });

  it.each([
    ["users", "users"],
    ["groups", "groups"],
    ["serviceaccounts", "service accounts"],
  ])("is acting as any of the %s", async (resource, named) => {
    expect(await ways(rule("impersonate", resource))).toEqual(only(`it acts as any of the ${named} (impersonate)`));
  });

  it("is a role of the control plane", async () => {
    const { why } = await within([], ({ roles }) => adminWays(roles.resolve("ClusterRole", "system:node", "")));
    expect(why).toEqual(["it is a role of the control plane"]);
  });

  it.each([
    ["reading everything", [rule("get,list,watch", "*", "*")]],
    ["escalate alone", [escalate]],
    ["writing roles alone", [rule("create,update,patch", "clusterroles", GROUP)]],
    ["bind alone", [bind]],
    ["deleting bindings", [bind, rule("delete", "rolebindings,clusterrolebindings", GROUP)]],
    ["binding a role that it names", [{ ...bind, resourceNames: ["view"] }, rule("create", "rolebindings", GROUP)]],
    ["acting as a user that it names", [{ ...rule("impersonate", "users"), resourceNames: ["ann"] }]],
  ])("is not %s", async (_, rules) => {
    expect(await ways(...rules)).toEqual({ why: [], unknown: [] });
  });

  it("is everything of the core group, for whose users it may act, though not for its objects", async () => {
    expect(await ways(rule("*", "*"))).toEqual({
      why: [
        "it acts as any of the users (impersonate)",
        "it acts as any of the groups (impersonate)",
        "it acts as any of the service accounts (impersonate)",
      ],
      unknown: [],
    });
  });

  it("asks for nothing that no other part would complete", async () => {
    expect(await ways({ ...bind, resourceNames: [UNKNOWN] })).toEqual({ why: [], unknown: [] });
  });

  it("says what could complete a way", async () => {
    expect(await ways({ ...bind, resourceNames: [UNKNOWN] }, rule("create", "rolebindings", GROUP))).toEqual({
      why: [],
      unknown: [`rules.0.resourceNames.0 of kubernetes:${RBAC}:ClusterRole::team is not known before the deployment`],
    });
  });

  it("is told whatever else is unknown", async () => {
    const full = (...rules: PolicyRule[]) =>
      within([clusterRole("team", ...rules)], ({ roles }) => {
        const answer = attempt(() => isFull(roles.resolve("ClusterRole", "team", "")));
        return answer instanceof Undetermined ? answer.message : answer;
      });
    const late = rule(UNKNOWN, "*", "*");
    expect(await full(late, rule("*", "*", "*"))).toBe(true);
    expect(await full(late)).toBe(
      `rules.0.verbs.0 of kubernetes:${RBAC}:ClusterRole::team is not known before the deployment`,
    );
    expect(await full(rule("*", "*"))).toBe(false);
    expect(await full()).toBe(false);
  });
});

describe("powers of one rule", () => {
  const all = [...WILDCARDS, ...ESCALATIONS, ...SECRET_READS, ...DANGERS];
  const given = (of: PolicyRule) => all.filter((power) => power.given(of)).map(({ what }) => what);

  it.each(["*", "/*"])("are every URL with %s", (url) => {
    expect(given({ nonResourceURLs: [url], verbs: ["get"] })).toEqual(["every non-resource URL (*)"]);
  });

  it("are none of reading pods, or of one URL", () => {
    expect(given(rule("get,list,watch", "pods"))).toEqual([]);
    expect(given({ nonResourceURLs: ["/healthz"], verbs: ["get"] })).toEqual([]);
  });

  it("tell Secrets that are named from all others", () => {
    const secrets = rule("get", "secrets");
    expect(readsNamedSecrets({ ...secrets, resourceNames: ["tls"] })).toBe(true);
    expect(readsNamedSecrets(secrets)).toBe(false);
    expect(readsNamedSecrets({ ...rule("get", "pods"), resourceNames: ["tls"] })).toBe(false);
  });

  it("know that no Secret is named, whatever verbs the deployment tells", async () => {
    const answer = await within([clusterRole("team", rule(UNKNOWN, "secrets"))], ({ roles }) =>
      roles.resolve("ClusterRole", "team", "").rules.map(({ rule: own }) => readsNamedSecrets(own)),
    );
    expect(answer).toEqual([false]);
  });
});

describe("questions for the API server", () => {
  const about = (name: string, ...values: string[]) =>
    `r.?${name}.orValue([]).exists(item, item in [${values.map((value) => `"${value}"`).join(", ")}])`;

  it("ask about a subresource as a rule may write it", () => {
    expect(celGrants({ group: "", resource: "pods/exec", verbs: ["get", "create"] })).toBe(
      [
        about("verbs", "*", "get", "create"),
        about("apiGroups", "*", ""),
        about("resources", "*", "pods/exec", "*/exec"),
      ].join(" && "),
    );
  });

  it("ask for any verb when none is named", () => {
    expect(celGrants({ group: "apps", resource: "deployments" })).toBe(
      ["size(r.?verbs.orValue([])) > 0", about("apiGroups", "*", "apps"), about("resources", "*", "deployments")].join(
        " && ",
      ),
    );
  });

  it("ask about every power by itself, of roles without rules too", () => {
    const reads = celGrants({ group: "", resource: "secrets", verbs: ["get", "list", "watch", "patch"] });
    expect(powersAdmission(SECRET_READS)).toEqual({
      variables: { rules: "dyn(object).?rules.orValue(null) == null ? dyn([]) : dyn(object).rules" },
      checks: [
        {
          holds: `!variables.rules.exists(r, ${reads} && !(size(r.?resourceNames.orValue([])) > 0 && !${about("resourceNames", "")}))`,
          message: "rules[] must not allow reading every Secret",
        },
      ],
    });
  });
});

describe("a binding", () => {
  const web: Subject = { kind: "ServiceAccount", name: "web" };
  const bare = (resource: TestResource, ref?: Partial<RoleBinding["roleRef"]>): TestResource => ({
    ...resource,
    props: { metadata: resource.props["metadata"], ...(ref && { roleRef: ref }) },
  });
  const refs = (...resources: TestResource[]) =>
    within(resources, ({ bindings }) =>
      bindings.all.map((binding) => {
        const ref = attempt(() => bindings.roleRef(binding));
        return ref instanceof Undetermined ? ref.message : `${ref.kind} ${ref.name}`;
      }),
    );
  const UNTOLD = "roleRef is not known before the deployment";

  it("refers to its own role, however incompletely", async () => {
    expect(await refs(roleBinding("shop/web", "Role web"))).toEqual(["Role web"]);
    expect(await refs(bare(roleBinding("shop/web", "Role web"), { kind: "Role" }))).toEqual(["Role "]);
    expect(await refs(bare(roleBinding("shop/web", "Role web"), { name: "web" }))).toEqual([" web"]);
    expect(await refs(bare(roleBinding("shop/web", "Role web")))).toEqual([UNTOLD]);
  });

  it("refers, as a patch, to the role of the binding of its name and namespace", async () => {
    const added = patch(bare(roleBinding("shop/web", "Role x")));
    expect(await refs(roleBinding("bank/web", "Role bank"), roleBinding("shop/web", "Role shop"), added)).toEqual([
      "Role bank",
      "Role shop",
      "Role shop",
    ]);
    expect(await refs(roleBinding("bank/web", "Role bank"), added)).toEqual(["Role bank", UNTOLD]);
  });

  it("refers, as a patch of one that the API server makes, to the ClusterRole of its name", async () => {
    const added = (name: string) => patch(bare(clusterRoleBinding(name, "ClusterRole x")));
    expect(await refs(added("cluster-admin"))).toEqual(["ClusterRole cluster-admin"]);
    expect(await refs(added("system:node"))).toEqual(["ClusterRole system:node"]);
    expect(await refs(added("team"))).toEqual([UNTOLD]);
    expect(await refs(added("team:system:"))).toEqual([UNTOLD]);
    expect(await refs(patch(bare(roleBinding("kube-system/system:node", "Role x"))))).toEqual([UNTOLD]);
  });

  it("gives a ClusterRole in whichever namespace, and a Role in its own", async () => {
    const unplaced = object(
      `${RBAC}/RoleBinding`,
      "shop/late",
      { roleRef: roleRef("ClusterRole view") },
      {
        namespace: UNKNOWN,
      },
    );
    const labels = await within([roleBinding("shop/web", "Role web"), unplaced], ({ roles, bindings }) =>
      bindings.all.map((binding) => bindings.role(binding, roles).label),
    );
    expect(labels).toEqual(["Role shop/web", "ClusterRole view"]);
  });

  it("looks for a service account in its own namespace, when it has one", async () => {
    const who = await within(
      [roleBinding("shop/web", "Role web", web), clusterRoleBinding("web", "ClusterRole view", web)],
      ({ bindings }) => bindings.all.map((binding) => subjectOf(binding, web)),
    );
    expect(who).toEqual([
      { kind: "ServiceAccount", namespace: "shop", name: "web" },
      { kind: "ServiceAccount", namespace: "", name: "web" },
    ]);
  });

  it.each([
    ["system:serviceaccount:shop:web", { kind: "ServiceAccount", namespace: "shop", name: "web" }],
    ["system:serviceaccount:shop:web:x", { kind: "User", name: "system:serviceaccount:shop:web:x" }],
    ["ann", { kind: "User", name: "ann" }],
  ])("recognises the user %s", (name, who) => {
    expect(principal({ kind: "User", name }, () => "bank")).toEqual(who);
  });
});

describe("the reach of subjects", () => {
  const reaches = (...resources: TestResource[]) =>
    within(resources, ({ bindings, roles, report }) => ({
      reaches: [...reachesBySubject(bindings, roles, report)].map(([who, all]) => ({
        who,
        all: all.map(({ unknown, ...reach }) => ({ ...reach, unknown: messages(unknown) })),
      })),
      reported: findings(report),
    }));
  const findings = (report: Report) => report.findings.map(({ message }) => message);
  const web = subject("ServiceAccount shop/web");

  it("is what their roles give too much, by binding", async () => {
    const stack = [
      clusterRole("reader", rule("get", "secrets")),
      clusterRoleBinding("a", "ClusterRole reader", web, subject("Group ops")),
      clusterRoleBinding("b", "ClusterRole cluster-admin", web),
      clusterRoleBinding("c", "ClusterRole system:node", web),
    ];
    const reader = {
      binding: "ClusterRoleBinding a",
      role: "ClusterRole reader",
      powers: [{ what: "reading every Secret", of: "ClusterRole reader" }],
      unknown: [],
    };
    expect(await reaches(...stack)).toEqual({
      reaches: [
        {
          who: "ServiceAccount shop/web",
          all: [
            reader,
            {
              binding: "ClusterRoleBinding b",
              role: "ClusterRole cluster-admin",
              powers: [{ what: "everything", of: "ClusterRole cluster-admin" }],
              unknown: [],
            },
            {
              binding: "ClusterRoleBinding c",
              role: "ClusterRole system:node",
              powers: [{ what: "the control plane's own rights", of: "ClusterRole system:node" }],
              unknown: [],
            },
          ],
        },
        { who: "Group ops", all: [reader] },
      ],
      reported: [],
    });
  });

  it("is nothing with a role that gives nothing in excess, whoever its subjects are", async () => {
    const binding = clusterRoleBinding("a", "ClusterRole view", { kind: "User", name: UNKNOWN });
    expect(await reaches(binding)).toEqual({ reaches: [], reported: [] });
  });

  it("is also what could not be told, beside what is certain", async () => {
    const part = labelled(clusterRole("part", rule("get", "secrets")), "ops");
    const late = labelled({ ...clusterRole("late"), props: { metadata: { name: "late" }, rules: UNKNOWN } }, "ops");
    const binding = clusterRoleBinding("a", "ClusterRole ops", subject("User ann"));
    expect((await reaches(ops, part, late, binding)).reaches).toEqual([
      {
        who: "User ann",
        all: [
          {
            binding: "ClusterRoleBinding a",
            role: "ClusterRole ops",
            powers: [{ what: "reading every Secret", of: "ClusterRole part" }],
            unknown: [`rules of kubernetes:${RBAC}:ClusterRole::late is not known before the deployment`],
          },
        ],
      },
    ]);
  });

  it("is reported once of subjects that are unknown", async () => {
    const binding = clusterRoleBinding("a", "ClusterRole cluster-admin", { kind: "User", name: UNKNOWN });
    expect(await reaches(binding)).toEqual({
      reaches: [],
      reported: ["subjects.0.name is not known before the deployment"],
    });
  });
});
