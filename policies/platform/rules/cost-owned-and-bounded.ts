import { budgets } from "../../lib/cost/budgets";
import { declaredNamespaces } from "../../lib/kubernetes/namespaces";
import { Labels } from "../../lib/kubernetes/labels";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { LimitRange, ResourceQuota } from "../../lib/kubernetes/types";
import { AAM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, entries, some } from "../../lib/unknowns";

/** Labels that say whom the cost of a namespace is charged to: a team, everybody of an environment, the platform. */
const OWNERS = ["platform/team", "platform/environment", "platform/component"];
/** Owners whose workloads other people decide about, so that something must bound them. */
const TENANTS = ["platform/team", "platform/environment"];

const RESOURCES = ["cpu", "memory"];

export const costOwnedAndBounded = stackRule({
  name: "cost-owned-and-bounded",
  title: "Cost has an owner and a bound",
  description:
    "Every namespace must say by a label whose cost it is; one of a team or an environment must have a quota for CPU and memory, and limits for containers that state none; and a budget must tell somebody.",
  group: "cost",
  severity: "medium",
  levels: AAM,
  references: ["KSV-0039", "KSV-0040", "Kyverno require-kubecost-labels", "Kyverno add-ns-quota"],
  remedy:
    "Declare the namespace as a team's, an environment's or a part of the platform (platform:teams, platform:environments), and set platform:cost.budgetEmails.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const byNamespace = <B extends object>(kind: string) =>
      objects.index(
        objects.of<B>(kind).filter(({ patch }) => !patch),
        ({ namespace }) => namespace,
      );
    const quotas = byNamespace<ResourceQuota>("core/ResourceQuota");
    const ranges = byNamespace<LimitRange>("core/LimitRange");
    for (const namespace of declaredNamespaces(objects)) {
      report.on(namespace.urn, () => {
        const labels = new Labels(() => namespace.body.metadata?.labels);
        const has = (names: string[]) =>
          some(
            () => names,
            (name) => (labels.get(name) ?? "") !== "",
          );
        if (!has(OWNERS)) {
          report.violation(`${namespace.name} has none of the labels ${OWNERS.join(", ")}, so nobody owns its cost`);
        }
        if (!has(TENANTS)) return;
        report.attempt(() => {
          if (!quotas.some(namespace.name, bounds)) {
            report.violation(`${namespace.name} has no ResourceQuota for requests of CPU and memory`);
          }
        });
        report.attempt(() => {
          if (!ranges.some(namespace.name, defaults)) {
            report.violation(`${namespace.name} has no LimitRange with requests for containers that state none`);
          }
        });
      });
    }
    for (const { resource, tells } of budgets(resources)) {
      report.on(resource.urn, () => {
        if (!tells()) report.violation("the budget must notify somebody, by email or otherwise");
      });
    }
  },
});

function bounds({ body, id }: KubernetesObject<ResourceQuota>): boolean {
  const keys = concerning(id, () => entries(body.spec?.hard).map(([key]) => key));
  // `cpu` is the former name of `requests.cpu`.
  return RESOURCES.every((resource) => keys.includes(`requests.${resource}`) || keys.includes(resource));
}

function defaults({ body, id }: KubernetesObject<LimitRange>): boolean {
  const sets = (map: Record<string, string> | undefined, resource: string) =>
    entries(map).some(([key]) => key === resource);
  return concerning(id, () =>
    some(
      () => body.spec?.limits,
      (limit) =>
        all(
          () => limit.type === "Container",
          // A default limit is a default request too.
          ...RESOURCES.map(
            (resource) => () =>
              any(
                () => sets(limit.defaultRequest, resource),
                () => sets(limit.default, resource),
              ),
          ),
        ),
    ),
  );
}
