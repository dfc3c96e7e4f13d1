import { Surroundings } from "../../lib/kubernetes/charts";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { podTemplate } from "../../lib/kubernetes/pods";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { Workload } from "../../lib/kubernetes/types";
import { AAM } from "../../lib/levels";
import { Alerts } from "../../lib/observability/alerts";
import { Scraping } from "../../lib/observability/monitors";
import { stackRule } from "../../lib/rule";
import { concerning, some, text } from "../../lib/unknowns";

/** Kinds that run for ever. */
const LASTING = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];

export const componentIsObserved = stackRule({
  name: "component-is-observed",
  title: "Whatever runs is observed",
  description:
    "Prometheus must scrape every workload of the stack and some alert be about it; there must be an Alertmanager to tell people, and a collector of logs on every node: what nobody watches fails first at its users'.",
  group: "governance",
  severity: "medium",
  levels: AAM,
  references: ["kube-linter dangling-servicemonitor"],
  remedy:
    "Add a ServiceMonitor or PodMonitor that selects its pods, and a PrometheusRule with an alert about its namespace or about all. Software without metrics: waive it by name.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const lasting = objects.of<Workload>(...LASTING).filter(({ patch }) => !patch);
    if (lasting.length === 0) return;
    const surroundings = new Surroundings(objects);
    const scraping = new Scraping(objects);
    const alerts = new Alerts(objects);
    for (const workload of lasting) {
      report.on(workload.urn, () => {
        const { namespace } = workload;
        // Its namespace's chart may bring a monitor and alerts.
        if (surroundings.mayHold(namespace)) return;
        report.attempt(() => {
          if (!scraping.reaches(workload)) report.violation("no ServiceMonitor or PodMonitor selects its pods");
        });
        if (!alerts.cover(namespace)) report.violation("no alert is about its namespace, or about all");
      });
    }
    // Of what a chart that was not rendered brings, nothing can be told.
    if (surroundings.mayHoldClusterScoped) return;
    const [first] = lasting.map(({ urn }) => urn).sort();
    report.on(first ?? "", () => {
      if (!has(objects, "monitoring.coreos.com/Alertmanager", () => true)) {
        report.violation("the stack must have an Alertmanager: without it no alert reaches anybody");
      }
    });
    report.on(first ?? "", () => {
      if (!has(objects, "apps/DaemonSet", collectsLogs)) {
        report.violation("the stack must have a DaemonSet that reads /var/log: without it logs go with their nodes");
      }
    });
  },
});

function has(objects: StackObjects, kind: string, holds: (object: KubernetesObject<Workload>) => boolean): boolean {
  if (some(() => objects.of<Workload>(kind), holds)) return true;
  if (objects.hidden) throw objects.hidden;
  return false;
}

function collectsLogs(collector: KubernetesObject<Workload>): boolean {
  return concerning(collector.id, () =>
    some(
      () => podTemplate(collector)?.spec?.volumes,
      ({ hostPath }) => /^\/var\/log(\/|$)/.test(text(hostPath?.path)),
    ),
  );
}
