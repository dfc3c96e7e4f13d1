import { describe, expect, it } from "vitest";

import { rules as cloudRules } from "../../../policies/cloud/rules";
import { rules as kubernetesRules } from "../../../policies/kubernetes/rules";
import { noHostNamespaces } from "../../../policies/kubernetes/rules/no-host-namespaces";
import { noPrivilegedContainers } from "../../../policies/kubernetes/rules/no-privileged-containers";
import { noWildcardRules } from "../../../policies/kubernetes/rules/no-wildcard-rules";
import { readOnlyRootFilesystem } from "../../../policies/kubernetes/rules/read-only-root-filesystem";
import { celPattern, celText } from "../../../policies/lib/admission/admission";
import { bindingSpecs } from "../../../policies/lib/admission/bindings";
import { isAdmitted, policySpec, type AdmittedRule } from "../../../policies/lib/admission/policy";
import { exceptionsOf } from "../../../policies/lib/admission/waived";
import type { Rule } from "../../../policies/lib/rule";
import type { Waiver } from "../../../policies/lib/waivers/schema";
import { rules as platformRules } from "../../../policies/platform/rules";

const rules: readonly Rule[] = [...kubernetesRules, ...cloudRules, ...platformRules];
const admitted = (rule: Rule): AdmittedRule => {
  if (!isAdmitted(rule)) throw new Error(`${rule.name} has no question for the API server`);
  return rule;
};

describe("every rule at admission", () => {
  it("makes a policy that is far below what etcd takes", () => {
    for (const rule of rules.filter(isAdmitted)) {
      expect(JSON.stringify(policySpec(rule)).length, rule.name).toBeLessThan(20_000);
    }
  });
});

describe("a policy", () => {
  const { remedy } = noPrivilegedContainers;

  it("judges every kind that makes pods, ephemeral containers, and updates of what it reads", () => {
    const spec = policySpec(admitted(noPrivilegedContainers));
    const operations = ["CREATE", "UPDATE"];
    expect(spec).toEqual({
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations, resources: ["pods", "replicationcontrollers"] },
          {
            apiGroups: ["apps"],
            apiVersions: ["v1"],
            operations,
            resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
          },
          { apiGroups: ["batch"], apiVersions: ["v1"], operations, resources: ["jobs", "cronjobs"] },
          { apiGroups: [""], apiVersions: ["v1"], operations: ["UPDATE"], resources: ["pods/ephemeralcontainers"] },
        ],
      },
      matchConditions: [
        {
          name: "changed",
          expression:
            "request.operation == 'CREATE'" +
            ' || (request.kind.kind in ["Pod"] && (dyn(object).?spec != dyn(oldObject).?spec))' +
            ' || (request.kind.kind in ["ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"]' +
            " && (dyn(object).?spec.?template != dyn(oldObject).?spec.?template))" +
            ' || (request.kind.kind in ["CronJob"] && (dyn(object).?spec.?jobTemplate != dyn(oldObject).?spec.?jobTemplate))',
        },
      ],
      variables: [
        {
          name: "template",
          expression:
            "request.kind.kind == 'Pod' ? dyn(object) : request.kind.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template : dyn(object).?spec.?template.orValue({})",
        },
        { name: "spec", expression: "variables.template.?spec.orValue({})" },
        {
          name: "containers",
          expression:
            "variables.spec.?containers.orValue([]) + variables.spec.?initContainers.orValue([]) + variables.spec.?ephemeralContainers.orValue([])",
        },
        {
          name: "found0",
          expression: "variables.containers.filter(c, c.?securityContext.?privileged.orValue(false))",
        },
      ],
      validations: [
        {
          expression: "size(variables.found0) == 0",
          message: `securityContext.privileged must not be true. ${remedy}`,
          messageExpression: `variables.found0.map(c, c.name).join(', ') + ": securityContext.privileged must not be true. ${remedy}"`,
          reason: "Forbidden",
        },
      ],
    });
  });

  it("leaves out excepted containers, until the end of the exception's last day", () => {
    const exception = { kind: "apps/DaemonSet", namespace: "shop", name: "a.b", container: "c", expires: "2026-12-31" };
    const { variables } = policySpec(admitted(noPrivilegedContainers), { exceptions: [exception] });
    const expressions = Object.fromEntries(variables.map(({ name, expression }) => [name, expression]));
    expect(expressions["excepted"]).toBe(
      '(request.namespace == "shop" && ' +
        '((request.kind.group == "apps" && request.kind.kind == "DaemonSet" && object.metadata.name == "a.b") || ' +
        '(request.kind.group == "" && request.kind.kind == "Pod" && object.metadata.name.matches("^a\\\\.b-[a-z0-9]{5}$"))) && ' +
        'timestamp(dyn(object).metadata.creationTimestamp) < timestamp("2027-01-01T00:00:00.000Z") ? ["c"] : [])',
    );
    expect(expressions["containers"]).toMatch(/^\(variables.*\)\.filter\(c, !\(c\.name in variables\.excepted\)\)$/);
  });

  it("accepts an excepted object whatever it holds", () => {
    const exception = { kind: "apps/Deployment", namespace: "shop", name: "web", expires: "2026-12-31" };
    const { validations } = policySpec(admitted(noHostNamespaces), { exceptions: [exception] });
    expect(validations.map(({ expression }) => expression)).toEqual(
      ["hostNetwork", "hostPID", "hostIPC"].map(
        (field) => `"*" in variables.excepted || (!variables.spec.?${field}.orValue(false))`,
      ),
    );
  });

  it("writes texts and patterns so that CEL reads them as they are", () => {
    expect(celText(`"a\\b"`)).toBe('"\\"a\\\\b\\""');
    expect(celPattern(/^\d+$/i)).toBe('"(?i)^\\\\d+$"');
  });
});

describe("bindings", () => {
  const operations = ["*"];
  const scoped = (scope: string) => [{ apiGroups: ["*"], apiVersions: ["*"], operations, resources: ["*/*"], scope }];
  const within = (environment: string, more = {}) => ({
    namespaceSelector: { matchLabels: { "platform/environment": environment }, ...more },
    resourceRules: scoped("Namespaced"),
  });
  const policyName = "read-only-root-filesystem";
  const rule = admitted(readOnlyRootFilesystem);

  it("refuse where the level is mandatory, and warn where it is advisory", () => {
    expect(bindingSpecs(rule, { environments: ["dev", "production"], mode: "enforce" })).toEqual([
      {
        name: `${policyName}-dev`,
        spec: { policyName, validationActions: ["Warn", "Audit"], matchResources: within("dev") },
      },
      {
        name: `${policyName}-production`,
        spec: { policyName, validationActions: ["Deny", "Audit"], matchResources: within("production") },
      },
    ]);
  });

  it("warn alone in the mode for that, and teams that join", () => {
    expect(bindingSpecs(rule, { environments: ["production"], mode: "warn", onboarding: ["shop"] })).toEqual([
      {
        name: `${policyName}-production`,
        spec: { policyName, validationActions: ["Warn", "Audit"], matchResources: within("production") },
      },
    ]);
    const values = ["shop"];
    const teams = (operator: string) => ({ matchExpressions: [{ key: "platform/team", operator, values }] });
    expect(bindingSpecs(rule, { environments: ["production"], mode: "enforce", onboarding: values })).toEqual([
      {
        name: `${policyName}-production`,
        spec: {
          policyName,
          validationActions: ["Deny", "Audit"],
          matchResources: within("production", teams("NotIn")),
        },
      },
      {
        name: `${policyName}-production-onboarding`,
        spec: { policyName, validationActions: ["Warn", "Audit"], matchResources: within("production", teams("In")) },
      },
    ]);
  });

  it("are absent where the rule is disabled, and hold an unknown environment to the strictest", () => {
    const costly = { ...rule, levels: { ...rule.levels, dev: "disabled" as const } };
    const actions = bindingSpecs(costly, { environments: ["dev", "test"], mode: "enforce" }).map(
      ({ name, spec }) => [name, spec.validationActions] as const,
    );
    expect(actions).toEqual([[`${policyName}-test`, ["Deny", "Audit"]]]);
  });

  it("tell who writes what belongs to no namespace", () => {
    expect(bindingSpecs(admitted(noWildcardRules), { environments: [], mode: "enforce" })).toEqual([
      {
        name: "no-wildcard-rules-cluster",
        spec: {
          policyName: "no-wildcard-rules",
          validationActions: ["Warn", "Audit"],
          matchResources: { resourceRules: scoped("Cluster") },
        },
      },
    ]);
  });
});

describe("exceptions at admission", () => {
  const waiver = (resource: string, more: Partial<Waiver> = {}): Waiver => ({
    policy: "no-host-path",
    resource,
    reason: "It reads the node's logs.",
    owner: "platform-team",
    ticket: "PLAT-7",
    expires: "2026-12-31",
    ...more,
  });
  const of = (...waivers: Waiver[]) => exceptionsOf("no-host-path", waivers, "dev", "2026-06-15");

  it("are waivers of what tenants apply", () => {
    const agent = waiver("kubernetes:apps/v1:DaemonSet::shop/agent", { at: "admission", container: "agent" });
    const expected = {
      kind: "apps/DaemonSet",
      namespace: "shop",
      name: "agent",
      container: "agent",
      expires: "2026-12-31",
    };
    expect(of(agent)).toEqual([expected]);
    expect(of({ ...agent, stacks: ["production"] })).toEqual([]);
    expect(of({ ...agent, stacks: ["dev", "production"] })).toEqual([expected]);
    expect(of({ ...agent, expires: "2026-06-15" })).toEqual([{ ...expected, expires: "2026-06-15" }]);
    expect(of({ ...agent, expires: "2026-06-14" })).toEqual([]);
    expect(of({ ...agent, policy: "no-host-port" })).toEqual([]);
  });

  it("are waivers of charts' objects that belong to no namespace, and of no others of the platform", () => {
    const role = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole::";
    expect(of(waiver(`${role}vault-chart:injector`, { chart: "vault-chart" }))).toEqual([
      { kind: "rbac.authorization.k8s.io/ClusterRole", name: "injector", expires: "2026-12-31" },
    ]);
    expect(of(waiver(`${role}ingress-role`))).toEqual([]);
    expect(of(waiver(`${role}vault-chart:injector`, { chart: "vault" }))).toEqual([]);
    expect(of(waiver(`${role}injector`, { chart: "vault-chart" }))).toEqual([]);
    expect(of(waiver("kubernetes:apps/v1:Deployment::vault-chart:vault/vault", { chart: "vault-chart" }))).toEqual([]);
  });

  it("are of no namespace where the kind is not, and of the empty one where none is named", () => {
    const applied = { at: "admission" as const };
    expect(of(waiver("kubernetes:core/v1:Namespace::shop", applied))).toEqual([
      { kind: "core/Namespace", name: "shop", expires: "2026-12-31" },
    ]);
    expect(of(waiver("kubernetes:core/v1:Pod::web", applied))).toEqual([
      { kind: "core/Pod", namespace: "", name: "web", expires: "2026-12-31" },
    ]);
  });

  it("are none for what the API server does not ask about", () => {
    for (const type of ["kubernetes:monitoring.coreos.com/v1:PodMonitor", "aws:s3/bucket:Bucket"]) {
      expect(of(waiver(`${type}::shop/web`, { at: "admission" }))).toEqual([]);
    }
  });
});
