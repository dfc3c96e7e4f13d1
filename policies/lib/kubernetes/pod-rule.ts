import type { Admission } from "../admission/admission";
import { podVariables } from "../admission/pods";
import type { Report } from "../report";
import type { ResourceRule, RuleInfo } from "../rule";
import type { KubernetesObject } from "./object";
import { podTemplate, WORKLOADS } from "./pods";
import { objectRule } from "./rule";
import type { ObjectMeta, PodSpec, Workload } from "./types";

/** A pod as some object makes it. */
export interface Pod {
  object: KubernetesObject<Workload>;
  spec: () => PodSpec | undefined;
  metadata: () => ObjectMeta | undefined;
}

interface PodRule extends RuleInfo {
  check: (pod: Pod, report: Report) => void;
  /** See {@link ResourceRule.admission}; its expressions have the variables of {@link podVariables}. */
  admission?: Omit<Admission, "kinds">;
}

/** A rule about pods as a whole, whatever kind of object makes them. */
export function podRule({ check, admission, ...info }: PodRule): ResourceRule {
  return objectRule<Workload>({
    ...info,
    kinds: WORKLOADS,
    check: (object, report) => check(podOf(object), report),
    ...(admission && { admission: { ...admission, variables: { ...podVariables(), ...admission.variables } } }),
  });
}

function podOf(object: KubernetesObject<Workload>): Pod {
  return { object, spec: () => podTemplate(object)?.spec, metadata: () => podTemplate(object)?.metadata };
}
