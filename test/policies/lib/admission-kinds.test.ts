import { describe, expect, it } from "vitest";

import { namespacePssLabel } from "../../../policies/kubernetes/rules/namespace-pss-label";
import { noHostNamespaces } from "../../../policies/kubernetes/rules/no-host-namespaces";
import { namedCredential, shapedCredential } from "../../../policies/lib/admission/credentials";
import { bindingSpecs } from "../../../policies/lib/admission/bindings";
import type { Exception } from "../../../policies/lib/admission/exceptions";
import { KINDS } from "../../../policies/lib/admission/kinds";
import { isAdmitted, policySpec, type AdmittedRule, type PolicyOptions } from "../../../policies/lib/admission/policy";
import { isClusterScoped } from "../../../policies/lib/kubernetes/scope";
import { kubernetesType } from "../../../policies/lib/kubernetes/type";
import type { Rule } from "../../../policies/lib/rule";

const admitted = (rule: Rule): AdmittedRule => {
  if (!isAdmitted(rule)) throw new Error(`${rule.name} has no question for the API server`);
  return rule;
};
const base = admitted(noHostNamespaces);
const asks = (admission: Partial<AdmittedRule["admission"]>, config?: AdmittedRule["config"]): AdmittedRule => {
  return { ...base, ...(config && { config }), admission: { kinds: [], checks: [], ...admission } };
};
const variablesOf = (rule: AdmittedRule, options: PolicyOptions) =>
  Object.fromEntries(policySpec(rule, options).variables.map(({ name, expression }) => [name, expression]));

describe("what the API server asks about", () => {
  const updates = (...parts: string[]) =>
    parts.map((part) => `dyn(object)${part} != dyn(oldObject)${part}`).join(" || ");
  const TEMPLATE = updates(".?spec.?template");
  it.each([
    ["core/Pod", " v1 pods", updates(".?spec")],
    ["core/ReplicationController", " v1 replicationcontrollers", TEMPLATE],
    ["apps/Deployment", "apps v1 deployments", TEMPLATE],
    ["apps/StatefulSet", "apps v1 statefulsets", TEMPLATE],
    ["apps/DaemonSet", "apps v1 daemonsets", TEMPLATE],
    ["apps/ReplicaSet", "apps v1 replicasets", TEMPLATE],
    ["batch/Job", "batch v1 jobs", TEMPLATE],
    ["batch/CronJob", "batch v1 cronjobs", updates(".?spec.?jobTemplate")],
    ["core/Namespace", " v1 namespaces", updates(".metadata.?labels")],
    ["core/Secret", " v1 secrets", updates(".?type")],
    ["core/Service", " v1 services", updates(".?spec", ".metadata.?annotations")],
    ["networking.k8s.io/Ingress", "networking.k8s.io v1 ingresses", updates(".?spec", ".metadata.?annotations")],
    ["networking.k8s.io/NetworkPolicy", "networking.k8s.io v1 networkpolicies", updates(".?spec")],
    ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io v1 roles", updates(".?rules")],
    [
      "rbac.authorization.k8s.io/ClusterRole",
      "rbac.authorization.k8s.io v1 clusterroles",
      updates(".?rules", ".metadata.?labels"),
    ],
    ["core/ConfigMap", " v1 configmaps", updates(".?data")],
    [
      "core/ServiceAccount",
      " v1 serviceaccounts",
      updates(".?automountServiceAccountToken", ".?metadata.?annotations"),
    ],
    [
      "rbac.authorization.k8s.io/RoleBinding",
      "rbac.authorization.k8s.io v1 rolebindings",
      updates(".?subjects", ".?roleRef"),
    ],
    [
      "rbac.authorization.k8s.io/ClusterRoleBinding",
      "rbac.authorization.k8s.io v1 clusterrolebindings",
      updates(".?subjects", ".?roleRef"),
    ],
  ])("is %s when it is made, and when something changes that rules read", (kind, path, changes) => {
    const { matchConstraints, matchConditions } = policySpec(asks({ kinds: [kind] }));
    const [whole] = matchConstraints.resourceRules;
    expect([whole?.apiGroups, whole?.apiVersions, whole?.resources].join(" ")).toBe(path);
    expect(matchConditions.map(({ expression }) => expression)).toEqual([
      `request.operation == 'CREATE' || (request.kind.kind in ["${kind.split("/")[1]}"] && (${changes}))`,
    ]);
  });

  it("has or has no namespace as everywhere else in the packs", () => {
    for (const [kind, { namespaced = true }] of Object.entries(KINDS)) {
      const [group, name] = [kind.slice(0, kind.lastIndexOf("/")), kind.slice(kind.lastIndexOf("/") + 1)];
      expect(namespaced, kind).toBe(!isClusterScoped(kubernetesType(`kubernetes:${group}/v1:${name}`)!));
    }
  });

  it("fails when nobody says how the API server calls the kind", () => {
    expect(() => policySpec(asks({ kinds: ["core/Node"] }))).toThrow(
      new Error("core/Node must stand in policies/lib/admission/kinds.ts; add how the API server calls it"),
    );
  });

  it("are namespaces by the labels of their own, whatever belongs to no namespace", () => {
    expect(bindingSpecs(admitted(namespacePssLabel), { environments: ["production"], mode: "enforce" })).toEqual([
      {
        name: "namespace-pss-label-production",
        spec: {
          policyName: "namespace-pss-label",
          validationActions: ["Deny", "Audit"],
          matchResources: { namespaceSelector: { matchLabels: { "platform/environment": "production" } } },
        },
      },
    ]);
  });
});

describe("the configuration of a rule at admission", () => {
  const rule = asks(
    { variables: { last: "1" } },
    {
      properties: {
        paths: { type: "array", items: { type: "string" }, default: ["/a", "/b"] },
        days: { type: "number", default: 90 },
        name: { type: "string", default: "a" },
        more: { type: "array", items: { type: "string" } },
      },
    },
  );

  it("is what the rule says, before what its own expressions say", () => {
    expect(policySpec(rule).variables).toEqual([
      { name: "paths", expression: '["/a", "/b"]' },
      { name: "days", expression: "90" },
      { name: "name", expression: '"a"' },
      { name: "more", expression: "[]" },
      { name: "last", expression: "1" },
    ]);
  });

  it("is what the pack is told", () => {
    expect(variablesOf(rule, { config: { paths: ["/c"], days: 30, name: 'b"', more: ["d"] } })).toEqual({
      paths: '["/c"]',
      days: "30",
      name: '"b\\""',
      more: '["d"]',
      last: "1",
    });
  });
});

describe("an exception of one object", () => {
  /** Whether the exception is of the object, as the API server's expression reads. */
  const excepts = (exception: Exception, kind: string, name: string) => {
    const { excepted = "" } = variablesOf(base, { exceptions: [exception] });
    const [group, own] = kind.split("/");
    const of =
      /request\.kind\.group == "([^"]*)" && request\.kind\.kind == "([^"]*)" && object\.metadata\.name(?: == ("[^"]*")|\.matches\(("[^"]*")\))/g;
    return [...excepted.matchAll(of)].some(([, g, k, equal, pattern]) => {
      if (g !== (group === "core" ? "" : group) || k !== own) return false;
      const text = JSON.parse(equal ?? pattern ?? '""') as string;
      return equal === undefined ? new RegExp(text).test(name) : text === name;
    });
  };

  it.each([
    ["core/Pod", [["core/Pod", "web"]]],
    [
      "core/ReplicationController",
      [
        ["core/ReplicationController", "web"],
        ["core/Pod", "web-x2k9p"],
      ],
    ],
    [
      "apps/Deployment",
      [
        ["apps/Deployment", "web"],
        ["apps/ReplicaSet", "web-7d4b9c8f6d"],
        ["core/Pod", "web-7d4b9c8f6d-x2k9p"],
      ],
    ],
    [
      "apps/ReplicaSet",
      [
        ["apps/ReplicaSet", "web"],
        ["core/Pod", "web-x2k9p"],
      ],
    ],
    [
      "apps/StatefulSet",
      [
        ["apps/StatefulSet", "web"],
        ["core/Pod", "web-10"],
      ],
    ],
    [
      "apps/DaemonSet",
      [
        ["apps/DaemonSet", "web"],
        ["core/Pod", "web-x2k9p"],
      ],
    ],
    [
      "batch/Job",
      [
        ["batch/Job", "web"],
        ["core/Pod", "web-x2k9p"],
        ["core/Pod", "web-3-x2k9p"],
      ],
    ],
    [
      "batch/CronJob",
      [
        ["batch/CronJob", "web"],
        ["batch/Job", "web-29391840"],
        ["core/Pod", "web-29391840-x2k9p"],
        ["core/Pod", "web-29391840-3-x2k9p"],
      ],
    ],
  ] as const)("of kind %s is of it and of what its controller makes", (kind, made) => {
    const exception = { kind, namespace: "shop", name: "web" };
    for (const [what, name] of made) expect(excepts(exception, what, name), `${what} ${name}`).toBe(true);
    for (const [what, name] of made) {
      expect(excepts(exception, what, `${name}_`), `${what} ${name}_`).toBe(false);
      expect(excepts(exception, what, `a${name}`), `${what} a${name}`).toBe(false);
      expect(excepts(exception, "core/Secret", name), `Secret ${name}`).toBe(false);
    }
  });

  it.each([
    ["apps/StatefulSet", "web-x2k9p"],
    ["apps/DaemonSet", "web-0"],
    ["apps/Deployment", "web-7d4b9c8f6d"],
    ["batch/CronJob", "web-x2k9p"],
  ])("of kind %s is not of the pod %s, which another makes", (kind, pod) => {
    expect(excepts({ kind, namespace: "shop", name: "web" }, "core/Pod", pod)).toBe(false);
  });

  it("takes a name as it is written", () => {
    expect(excepts({ kind: "apps/DaemonSet", namespace: "shop", name: "a.b" }, "core/Pod", "a-b-x2k9p")).toBe(false);
  });

  it("holds in no namespace and for ever where it names neither", () => {
    const { excepted } = variablesOf(base, { exceptions: [{ kind: "core/Namespace", name: "shop" }] });
    expect(excepted).toBe(
      '(((request.kind.group == "" && request.kind.kind == "Namespace" && object.metadata.name == "shop")) ? ["*"] : [])',
    );
  });

  it("stands beside others, of which each names what it leaves out", () => {
    const exceptions = ["a", undefined].map((container, i) => ({
      kind: "core/Namespace",
      name: `n${i}`,
      ...(container !== undefined && { container }),
    }));
    const { excepted = "", containers } = variablesOf(base, { exceptions });
    expect(excepted.match(/\? \[[^\]]*\] : \[\]/g)).toEqual(['? ["a"] : []', '? ["*"] : []']);
    expect(excepted).toContain(" : []) + (");
    expect(containers).toMatch(/filter\(c, !\(c\.name in variables\.excepted\)\)$/);
    const { validations } = policySpec(base, { exceptions });
    expect(validations.every(({ expression }) => expression.startsWith('"*" in variables.excepted || ('))).toBe(true);
  });

  it("of one container leaves the question about the whole as it is", () => {
    const exceptions = [{ kind: "core/Pod", namespace: "shop", name: "web", container: "a" }];
    const expressions = (options: PolicyOptions) => policySpec(base, options).validations.map((v) => v.expression);
    expect(expressions({ exceptions })).toEqual(expressions({}));
  });

  it("of a whole object leaves its containers as they are", () => {
    const exceptions = [{ kind: "core/Pod", namespace: "shop", name: "web" }];
    expect(variablesOf(base, { exceptions })["containers"]).toBe(variablesOf(base, {})["containers"]);
  });

  it("of a container shortens no list where the rule reads none", () => {
    const exceptions = [{ kind: "core/Pod", namespace: "shop", name: "web", container: "a" }];
    expect(Object.keys(variablesOf(asks({ kinds: ["core/Secret"] }), { exceptions }))).toEqual(["excepted"]);
  });
});

describe("credentials at admission", () => {
  /** Whether one of the questions finds the value, as the API server reads them. */
  const finds = (value: string) =>
    shapedCredential("v").some((question) => {
      const [, limit, markers = "", pattern = '""'] =
        /^size\(v\) <= (\d+) && \((.*)\) && v\.matches\((".*")\)$/.exec(question) ?? [];
      const marked = markers.split(" || ").some((marker) => {
        const [, text = '"?"'] = /^v\.contains\((".*")\)$/.exec(marker) ?? [];
        return value.includes(JSON.parse(text) as string);
      });
      const source = JSON.parse(pattern) as string;
      const shape = source.startsWith("(?i)") ? new RegExp(source.slice(4), "i") : new RegExp(source);
      return value.length <= Number(limit) && marked && shape.test(value);
    });
  const token = (length: number) => "aB3".repeat(20).slice(0, length);

  it.each([
    `-----BEGIN RSA PRIVATE ${"KEY"}-----`,
    `AKIA${"A".repeat(16)}`,
    `ASIA${"A".repeat(16)}`,
    ...["gho_", "ghp_", "ghs_", "ghu_"].map((prefix) => prefix + token(36)),
    `glpat-${token(20)}`,
    `hvs.${token(24)}`,
    `hvb.${token(24)}`,
    ...["xoxa-", "xoxb-", "xoxp-"].map((prefix) => prefix + token(10)),
    `eyJ${token(12)}.eyJ${token(12)}.${token(8)}`,
    `postgres://web:${token(8)}@db/web`,
  ])("are found by their shape: %s", (value) => {
    expect(finds(`a: ${value}`)).toBe(true);
    expect(finds(`${" ".repeat(100_000)}${value}`)).toBe(false);
  });

  it.each(["", "web", "https://example.com/a@b", "AKIA", "-----BEGIN CERTIFICATE-----"])(
    "are not found in %j",
    (value) => {
      expect(finds(value)).toBe(false);
    },
  );

  it("are found by their name, but for what is empty or harmless", () => {
    const question = namedCredential("k", "v");
    expect(question).toMatch(
      /^k\.matches\("\(\?i\)\(password\|.*\) && v\.trim\(\) != '' && !v\.trim\(\)\.matches\("\(\?i\)\^\(true\|false\|.*"\)$/,
    );
  });
});
