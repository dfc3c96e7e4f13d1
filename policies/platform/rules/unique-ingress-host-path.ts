import { classOf, INGRESS, mergeableType, type Ingress } from "../../lib/kubernetes/ingress";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import { MMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, concerning, find, text } from "../../lib/unknowns";

type Object = KubernetesObject<Ingress>;

export const uniqueIngressHostPath = stackRule({
  name: "unique-ingress-host-path",
  title: "One Ingress for a host and path",
  description:
    "A host and path must be published once, and a host by one Ingress of its class: of two the controller drops the younger, so that one team takes the other's traffic or loses its own.",
  group: "network",
  severity: "high",
  levels: MMM,
  references: ["Kyverno unique-ingress-host-and-path"],
  remedy:
    "Remove one of the two, put all paths of a host into one Ingress, or make a master and minions of them (nginx.org/mergeable-ingress-type).",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    // Whatever the order of the stack, the finding is about the same one.
    const ingresses = objects
      .of<Ingress>(INGRESS)
      .filter(({ patch }) => !patch)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const hosts = new Map<string, Object[]>();
    const places = new Map<string, Object>();
    for (const ingress of ingresses) {
      report.on(ingress.urn, () => {
        report.each(
          () => ingress.body.spec?.rules,
          (rule, i) => {
            const host = text(rule.host).toLowerCase();
            let taken = false;
            report.each(
              () => rule.http?.paths,
              ({ path, pathType }, k) => {
                const key = `${host} ${placeOf(text(path), text(pathType))}`;
                const other = places.get(key);
                if (other) report.violation(`spec.rules[${i}].http.paths[${k}] is also in ${other.label}`);
                else places.set(key, ingress);
                taken ||= other !== undefined;
              },
            );
            const others = hosts.get(host) ?? [];
            const rival = taken
              ? undefined
              : find(
                  () => others,
                  (other) => collide(ingress, other),
                );
            if (rival) report.violation(`spec.rules[${i}].host is also in ${rival.label}: the controller drops one`);
            hosts.set(host, [...others, ingress]);
          },
        );
      });
    }
  },
});

/** `/a` and `/a/` are the same prefix; an exact path stands beside the prefix that it begins. */
function placeOf(path: string, pathType: string): string {
  return pathType === "Exact" ? `=${path}` : path.replace(/\/+$/, "") || "/";
}

/** Three-valued: whether the controller takes both for the whole host. */
function collide(ingress: Object, other: Object): boolean {
  return all(
    () => other !== ingress,
    () => mergeableType(ingress.body) !== "minion",
    () => concerning(other.id, () => mergeableType(other.body)) !== "minion",
    () => classOf(ingress.body) === concerning(other.id, () => classOf(other.body)),
  );
}
