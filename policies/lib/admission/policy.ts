import type { ResourceRule } from "../rule";
import { celList, celText, type Admission, type AdmissionCheck } from "./admission";
import { exceptedVariable, isExcepted, notExcepted, type Exception } from "./exceptions";
import { admittedKind, groupOf, nameOf } from "./kinds";
import { CONTAINERS } from "./pods";

/** A rule that the API server can decide. */
export type AdmittedRule = ResourceRule & { admission: Admission };

export function isAdmitted(rule: { kind: string }): rule is AdmittedRule {
  return rule.kind === "resource" && (rule as ResourceRule).admission !== undefined;
}

export interface PolicyOptions {
  /** What the pack's configuration says of the rule. @default what the rule says */
  config?: Readonly<Record<string, unknown>>;
  exceptions?: readonly Exception[];
}

/** `spec` of the rule's ValidatingAdmissionPolicy. It needs no parameters beside it, which could be missing. */
export function policySpec(rule: AdmittedRule, { config = {}, exceptions = [] }: PolicyOptions = {}) {
  const { admission } = rule;
  const variables = { ...configured(rule, config), ...exempt(admission.variables ?? {}, exceptions) };
  return {
    failurePolicy: "Fail",
    matchConstraints: { resourceRules: matchRules(admission.kinds) },
    matchConditions: [{ name: "changed", expression: changed(admission.kinds) }],
    variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
    validations: admission.checks.map((check) =>
      validation(
        rule,
        check,
        exceptions.some((e) => e.container === undefined),
      ),
    ),
  };
}

export type PolicySpec = ReturnType<typeof policySpec>;

function validation(rule: AdmittedRule, { holds, where, message }: AdmissionCheck, excepted: boolean) {
  const expression = excepted ? `${isExcepted} || (${holds})` : holds;
  const words = `${message}. ${rule.remedy}`;
  return {
    expression,
    message: words,
    ...(where !== undefined && { messageExpression: `${where} + ${celText(`: ${words}`)}` }),
    // As other admission of the API server answers, and not as its check of fields.
    reason: "Forbidden",
  };
}

/** What the rule reads from the pack's configuration, under the properties' names. */
function configured({ config: schema }: AdmittedRule, config: Readonly<Record<string, unknown>>) {
  const properties = Object.entries(schema?.properties ?? {});
  return Object.fromEntries(properties.map(([name, property]) => [name, cel(config[name] ?? property.default ?? [])]));
}

function cel(value: unknown): string {
  if (Array.isArray(value)) return celList(value.map(String));
  return typeof value === "string" ? celText(value) : String(value);
}

/** The variables, with the exceptions before them, and without containers that one of these names. */
function exempt(variables: Readonly<Record<string, string>>, exceptions: readonly Exception[]): Record<string, string> {
  if (exceptions.length === 0) return { ...variables };
  const { [CONTAINERS]: containers } = variables;
  const named = containers !== undefined && exceptions.some(({ container }) => container !== undefined);
  return {
    ...exceptedVariable(exceptions),
    ...variables,
    ...(named && { [CONTAINERS]: notExcepted(containers) }),
  };
}

function matchRules(kinds: readonly string[]) {
  const whole = kinds.map((kind) => {
    const { resource, version } = admittedKind(kind);
    return { ...group(kind, version), operations: ["CREATE", "UPDATE"], resources: [resource] };
  });
  const parts = kinds.flatMap((kind) => {
    const { resource, version, subresources = [] } = admittedKind(kind);
    if (subresources.length === 0) return [];
    const resources = subresources.map((part) => `${resource}/${part}`);
    return [{ ...group(kind, version), operations: ["UPDATE"], resources }];
  });
  return [...merged(whole), ...parts];
}

function group(kind: string, version: string) {
  return { apiGroups: [groupOf(kind)], apiVersions: [version] };
}

type MatchRule = ReturnType<typeof group> & { operations: string[]; resources: string[] };

/** One rule for all kinds of a group and version. */
function merged(rules: readonly MatchRule[]): MatchRule[] {
  const byGroup = new Map<string, MatchRule>();
  for (const rule of rules) {
    const key = [...rule.apiGroups, ...rule.apiVersions].join("/");
    const known = byGroup.get(key);
    byGroup.set(key, known ? { ...known, resources: [...known.resources, ...rule.resources] } : rule);
  }
  return [...byGroup.values()];
}

/**
 * Controllers must be able to scale and to finish what was there before the rule, and finalizers must come off: an
 * update that leaves alone what the rule reads is not judged.
 */
function changed(kinds: readonly string[]): string {
  const byPaths = new Map<string, string[]>();
  for (const kind of kinds) {
    const paths = admittedKind(kind)
      .judged.map((path) => `${path.replace(/^o/, "dyn(object)")} != ${path.replace(/^o/, "dyn(oldObject)")}`)
      .join(" || ");
    byPaths.set(paths, [...(byPaths.get(paths) ?? []), nameOf(kind)]);
  }
  const each = [...byPaths].map(([paths, names]) => `(request.kind.kind in ${celList(names)} && (${paths}))`);
  return ["request.operation == 'CREATE'", ...each].join(" || ");
}
