import type { Report } from "../report";
import { Labels } from "./labels";
import type { KubernetesObject } from "./object";
import { kindKey } from "./type";
import type { Container, PodSpec, PodTemplate, Workload } from "./types";

/** Every built-in kind that carries pods. */
export const WORKLOADS = [
  "core/Pod",
  "core/ReplicationController",
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/Job",
  "batch/CronJob",
] as const;

/** The pod that the object makes: the one way from any kind to its pods. */
export function podTemplate(object: KubernetesObject<Workload>): PodTemplate | undefined {
  const { body } = object;
  switch (kindKey(object.type)) {
    case "core/Pod":
      return body;
    case "batch/CronJob":
      return body.spec?.jobTemplate?.spec?.template;
    default:
      return body.spec?.template;
  }
}

/** Labels of the pods, which selectors ask for. */
export function podLabels(workload: KubernetesObject<Workload>): Labels {
  return new Labels(() => podTemplate(workload)?.metadata?.labels, { owner: workload.id });
}

/** Lists of a pod's containers. */
export const LISTS = ["containers", "initContainers", "ephemeralContainers"] as const;

export type ContainerList = (typeof LISTS)[number];

/**
 * Visits every container that runs in the pod, whichever list it stands in. Findings are about that container, so that
 * a waiver may name it.
 */
export function eachContainer(
  spec: () => PodSpec | undefined,
  report: Report,
  visit: (container: Container, list: ContainerList, index: number) => void,
  lists: readonly ContainerList[] = LISTS,
): void {
  for (const list of lists) {
    report.each(
      () => spec()?.[list],
      (container, index) =>
        report.inContainer(
          () => container.name,
          () => visit(container, list, index),
        ),
    );
  }
}
