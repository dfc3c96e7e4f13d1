import type { Report } from "../report";
import type { ResourceRule, RuleInfo } from "../rule";
import type { KubernetesObject } from "./object";
import { eachContainer, LISTS, podTemplate, WORKLOADS, type ContainerList } from "./pods";
import { objectRule } from "./rule";
import type { Container, PodSpec, Workload } from "./types";

/** A container where it runs. */
export interface Placed {
  container: Container;
  /** For messages: `initContainers[0]`. */
  at: string;
  /** Reads the rest of its pod. */
  pod: () => PodSpec | undefined;
  /** See {@link KubernetesObject.patch}. */
  patch: boolean;
  /** Of the resource that makes the pod. */
  urn: string;
}

interface ContainerRule extends RuleInfo {
  /** Lists of the pod it looks at. @default all */
  lists?: readonly ContainerList[];
  /** Kinds it looks at. @default every kind that carries pods */
  kinds?: readonly string[];
  check: (placed: Placed, report: Report) => void;
  /** See {@link ResourceRule.fix}. */
  fix?: (placed: Placed) => boolean;
}

/** A rule about every container by itself, whatever kind of object makes its pod. */
export function containerRule({ lists = LISTS, kinds = WORKLOADS, check, fix, ...info }: ContainerRule): ResourceRule {
  return objectRule<Workload>({
    ...info,
    kinds,
    check(object, report) {
      const pod = () => podTemplate(object)?.spec;
      eachContainer(
        pod,
        report,
        (container, list, index) => {
          const { patch, urn } = object;
          check({ container, at: `${list}[${index}]`, pod, patch, urn }, report);
        },
        lists,
      );
    },
    ...(fix && { fix: (object) => !object.patch && fixEach(object, lists, fix) }),
  });
}

function fixEach(
  object: KubernetesObject<Workload>,
  lists: readonly ContainerList[],
  fix: (placed: Placed) => boolean,
): boolean {
  const pod = () => podTemplate(object)?.spec;
  let changed = false;
  for (const list of lists) {
    const containers = pod()?.[list];
    if (!Array.isArray(containers)) continue;
    containers.forEach((container, index) => {
      if (typeof container !== "object" || container === null) return;
      if (fix({ container, at: `${list}[${index}]`, pod, patch: false, urn: object.urn })) changed = true;
    });
  }
  return changed;
}
