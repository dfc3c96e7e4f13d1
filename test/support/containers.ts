import { deployment, listOf, POD_KINDS, workload } from "./kubernetes";
import type { Failing } from "./rules";

type Props = Record<string, unknown>;

interface Where {
  /** @default every kind that carries pods */
  kinds?: readonly string[];
  /** Besides `containers`. @default the two others */
  lists?: readonly string[];
  /** The rest of the pod. */
  pod?: Props;
}

/** The container fails in every kind of workload, in every list of a pod, behind another container, and in a list. */
export function wherever(
  container: Props,
  says: (at: string) => string | readonly string[],
  { kinds = Object.keys(POD_KINDS), lists = ["initContainers", "ephemeralContainers"], pod = {} }: Where = {},
): Record<string, Failing> {
  const inKind = (kind: string): Failing => ({
    resources: [workload(kind, "shop/web", { ...pod, containers: [container] })],
    says: says("containers[0]"),
  });
  const inList = (list: string): Failing => ({
    resources: [deployment("shop/web", { ...pod, [list]: [container] })],
    says: says(`${list}[0]`),
  });
  return {
    ...Object.fromEntries(kinds.map((kind) => [kind, inKind(kind)])),
    ...Object.fromEntries(lists.map((list) => [list, inList(list)])),
    "an item of a list": {
      resources: [listOf("apps/v1/DeploymentList", "all", deployment("shop/web", { ...pod, containers: [container] }))],
      says: says("containers[0]"),
    },
  };
}

/** A workload of each kind with the container. */
export function everyKind(container: Props, pod: Props = {}, kinds = Object.keys(POD_KINDS)) {
  return Object.fromEntries(
    kinds.map((kind) => [kind, [workload(kind, "shop/web", { ...pod, containers: [container] })]]),
  );
}

/** A Deployment of these containers. */
export const web = (...containers: Props[]) => deployment("shop/web", { containers });
