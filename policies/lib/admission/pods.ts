import { LISTS, type ContainerList } from "../kubernetes/pods";

/** Where each kind keeps its pods; what makes no pods has an empty template. */
const TEMPLATE = [
  "request.kind.kind == 'Pod' ? dyn(object)",
  "request.kind.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template",
  "dyn(object).?spec.?template.orValue({})",
].join(" : ");

/** The variable that exceptions of single containers shorten. */
export const CONTAINERS = "containers";

/**
 * What expressions about pods begin with, whatever kind of object makes them: `template`, its `spec`, and `containers`,
 * those of all lists that no exception leaves out.
 */
export function podVariables(lists: readonly ContainerList[] = LISTS): Record<string, string> {
  return {
    template: TEMPLATE,
    spec: "variables.template.?spec.orValue({})",
    [CONTAINERS]: lists.map((list) => `variables.spec.?${list}.orValue([])`).join(" + "),
  };
}
