import type { PolicyComplianceFramework, PolicyConfigSchema, PolicyResourceOptions, Severity } from "@pulumi/policy";

import type { Admission } from "./admission/admission";
import type { Levels } from "./levels";
import type { Report } from "./report";

/** What people and tools read about a rule; the pages in docs/policies are made of it. */
export interface RuleInfo {
  /** Unique over all packs, and the name of the rule's file. */
  name: string;
  title: string;
  /** What must hold and why, in one sentence. Precedes every message. */
  description: string;
  /** Part of the catalogue, such as "access". */
  group: string;
  severity: Severity;
  levels: Levels;
  /** The benchmark whose control this is, if one has it. */
  framework?: PolicyComplianceFramework;
  /** Ids of the same check in other tools and guides. */
  references: readonly string[];
  /** What to do about a violation. */
  remedy: string;
  /** Whether it may give advice instead of a finding. @default false */
  advises?: boolean;
  /** Properties the rule reads from the pack's configuration. */
  config?: PolicyConfigSchema;
}

/** A resource as the SDK shows it: reading an unknown value of `props` throws. Rules may share one: never change it. */
export interface Resource {
  urn: string;
  /** Type token, such as `kubernetes:core/v1:Pod`. */
  type: string;
  name: string;
  props: Readonly<Record<string, unknown>>;
  opts: PolicyResourceOptions;
  provider?: { props: Readonly<Record<string, unknown>> };
  /** Only seen when the whole stack is judged. */
  parent?: { urn: string };
  /** Resources whose outputs a property is made of; only seen when the whole stack is judged. */
  propertyDependencies?: Readonly<Record<string, readonly { urn: string; type: string }[]>>;
}

/** Judges resources one at a time, before each is deployed. */
export interface ResourceRule extends RuleInfo {
  kind: "resource";
  /** Whether the type concerns the rule; nothing of other resources is read. */
  applies(type: string): boolean;
  check(resource: Resource, report: Report): void;
  /**
   * Repairs the resource's properties in place where the level is `remediate`. Says whether it changed anything.
   * It adds what is missing; what somebody set otherwise on purpose it leaves for `check` to report.
   */
  fix?(resource: Resource): boolean;
  /** @default absent - the API server cannot decide it: docs/policies/admission.md says why */
  admission?: Admission;
}

/** Judges all resources of the stack together, at the end of a preview. */
export interface StackRule extends RuleInfo {
  kind: "stack";
  check(resources: readonly Resource[], report: Report): void;
}

export type Rule = ResourceRule | StackRule;

export function resourceRule(rule: Omit<ResourceRule, "kind">): ResourceRule {
  return { ...rule, kind: "resource" };
}

export function stackRule(rule: Omit<StackRule, "kind">): StackRule {
  return { ...rule, kind: "stack" };
}
