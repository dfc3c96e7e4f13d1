import { componentIsObserved } from "../../../policies/platform/rules/component-is-observed";
import { unknown } from "../../support/cloud";
import { deployment, listOf, object, patch, workload } from "../../support/kubernetes";
import { UNKNOWN, urnOf, type TestResource } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const MONITORING = "monitoring.coreos.com/v1";
const APP = { labels: { app: "web" } };
const selector = { matchLabels: { app: "web" } };
const web = deployment("shop/web", {}, APP);
const podMonitor = (place: string, spec: Props) => object(`${MONITORING}/PodMonitor`, place, { spec });
const serviceMonitor = (place: string, spec: Props) => object(`${MONITORING}/ServiceMonitor`, place, { spec });
const service = (labels: Props, spec: Props = { selector: { app: "web" } }, place = "shop/web") =>
  object("core/v1/Service", place, { spec }, { labels });
const alert = (expr: unknown, name: Props = { alert: "Down" }) =>
  object(`${MONITORING}/PrometheusRule`, "monitoring/rules", {
    spec: { groups: [{ name: "g", rules: [{ ...name, expr }] }] },
  });
const collector = (path: unknown, kind = "apps/v1/DaemonSet") =>
  workload(
    kind,
    "logs/collector",
    { volumes: [{ name: "logs", hostPath: { path } }] },
    { labels: { app: "collector" } },
  );
const alertmanager = object(`${MONITORING}/Alertmanager`, "monitoring/main");
const anyone = podMonitor("monitoring/all", { namespaceSelector: { any: true }, selector: {} });
const monitor = podMonitor("shop/web", { selector });
const general = alert('up{job!="x"} == 0');
/** What a stack needs besides. */
const others = [alertmanager, collector("/var/log/")];
const chart = (namespace: unknown): TestResource => ({
  type: "kubernetes:helm.sh/v4:Chart",
  name: "web",
  props: { namespace },
});
/** Made by a chart, so that it is one that was rendered. */
const rendered = { ...object("core/v1/ConfigMap", "shop/web"), parent: urnOf(chart("shop")) };

const scrapes = (...monitors: TestResource[]) => [web, general, anyoneOf("logs"), ...others, ...monitors];
const anyoneOf = (namespace: string) =>
  podMonitor("monitoring/logs", { namespaceSelector: { matchNames: [namespace] }, selector: {} });
const unscraped = (...monitors: TestResource[]): Failing => ({
  resources: scrapes(...monitors),
  says: "no ServiceMonitor or PodMonitor selects its pods",
});
const alerts = (...rules: TestResource[]): TestResource[] => [web, anyone, alertmanager, ...rules, logs];
const logs = collector("/var/log");
const silent = (expr: unknown, name?: Props): Failing => ({
  resources: [web, anyone, alertmanager, alert(expr, name), logs, inLogs],
  says: "no alert is about its namespace, or about all",
});
/** Then nothing is missed there, nor for the stack as a whole. */
const inLogs: TestResource = { ...chart("logs"), name: "logs" };

export const cases: RuleCases = {
  rule: componentIsObserved,
  passing: {
    "a monitor of pods in their namespace": scrapes(monitor),
    "a monitor of pods by the name of their namespace": scrapes(
      podMonitor("monitoring/web", { namespaceSelector: { matchNames: ["store", "shop"] }, selector }),
    ),
    "a monitor of pods in all namespaces": scrapes(anyone),
    "a monitor of the Service before them": scrapes(
      serviceMonitor("shop/web", { selector: { matchLabels: { metrics: "yes" } } }),
      service({ metrics: "yes" }),
    ),
    "an alert about its namespace": alerts(alert('rate(errors_total{namespace="shop"}[5m]) > 1'), about("logs")),
    "an alert about several": alerts(alert('errors{namespace=~"shop|logs"} > 1')),
    "an alert about all but others": alerts(alert('kube_pod_status_ready{namespace!="kube-system"} == 0')),
    "an alert about all": alerts(alert("kube_deployment_status_replicas_unavailable > 0")),
    "an alert about a namespace by a pattern with escapes": alerts(
      alert(String.raw`errors{namespace=~"s\\w+p"} > 1`),
      about("logs"),
    ),
    "an alert about its namespace, written with spaces": alerts(alert('errors{namespace = "shop"} > 1'), about("logs")),
    "a monitor that names no namespaces": scrapes(
      podMonitor("shop/web", { namespaceSelector: { any: false, matchNames: [] }, selector }),
    ),
    "a monitor of a Service in a namespace that it names": scrapes(
      serviceMonitor("monitoring/web", { namespaceSelector: { matchNames: ["shop"] }, selector: {} }),
      service({}),
    ),
    "what a chart that was not rendered may bring": [web, chart("shop")],
    "kinds that end": [workload("batch/v1/Job", "shop/job", {})],
    "a patch": [patch(web)],
    "no workloads": [],
  },
  failing: {
    "no monitor": unscraped(),
    "a monitor of other pods": unscraped(podMonitor("shop/api", { selector: { matchLabels: { app: "api" } } })),
    "a monitor in another namespace": unscraped(podMonitor("monitoring/web", { selector })),
    "a monitor that names another namespace": unscraped(
      podMonitor("shop/web", { namespaceSelector: { matchNames: ["store"] }, selector }),
    ),
    "a monitor of another Service": unscraped(
      serviceMonitor("shop/web", { selector: { matchLabels: { metrics: "yes" } } }),
      service({ metrics: "no" }),
    ),
    "a monitor of a Service before other pods": unscraped(
      serviceMonitor("shop/web", { selector: {} }),
      service({}, { selector: { app: "api" } }),
    ),
    "a monitor of a Service without pods": unscraped(serviceMonitor("shop/web", { selector: {} }), service({}, {})),
    "a monitor of a Service in another namespace": unscraped(
      serviceMonitor("monitoring/web", { selector: {} }),
      service({}),
    ),
    "a monitor of a Service of another namespace with the same labels": unscraped(
      serviceMonitor("shop/web", { namespaceSelector: { any: true }, selector: {} }),
      service({}, { selector: { app: "web" } }, "store/web"),
    ),
    "a patch of a monitor": unscraped(patch(monitor)),
    "a patch of a Service": unscraped(serviceMonitor("shop/web", { selector: {} }), patch(service({}))),
    "a chart that was rendered": unscraped(chart("shop"), rendered),
    "no alert": { resources: [web, monitor, inLogs], says: "no alert is about its namespace, or about all" },
    "an alert about another namespace": silent('up{namespace="store"} == 0'),
    "an alert about all but it": silent('kube_pod_status_ready{namespace!~"sh.*"} == 0'),
    "an alert about one component": silent("vault_core_unsealed == 0"),
    "a record instead of an alert": silent("up", { record: "a:b" }),
    "an alert about all components but one namespace's": silent('vault_core_unsealed{namespace!="kube-system"} == 0'),
    "an alert about another label": silent('errors{exported_namespace="shop"} > 1'),
    "an alert about namespaces of which its name is only the start": silent('errors{namespace=~"shop-.*"} > 1'),
    "an alert about namespaces that have a part of its name": silent('errors{namespace=~"sh|op"} > 1'),
    "a metric whose name ends like one of all": silent("cleanup == 0"),
    "a metric whose name starts like one of all": silent("uptime < 60"),
    "a metric of Kubernetes that no workload has": silent("kube_node_status_condition == 0"),
    "a patch of an alert": {
      resources: [web, anyone, alertmanager, patch(general), logs, inLogs],
      says: "no alert is about its namespace, or about all",
    },
    "an alert without a name": silent("up == 0", { alert: "" }),
    "an expression that is none": silent('up{namespace=~"("} == 0'),
    "all but an expression that is none": silent('up{namespace!~"("} == 0'),
    "no Alertmanager": {
      resources: [web, anyone, general, logs],
      on: "kubernetes:apps/v1:DaemonSet::logs/collector",
      says: "the stack must have an Alertmanager: without it no alert reaches anybody",
    },
    "nobody who collects logs": {
      resources: [web, anyone, general, alertmanager, collector("/var/log", "apps/v1/Deployment")],
      on: "kubernetes:apps/v1:Deployment::logs/collector",
      says: "the stack must have a DaemonSet that reads /var/log: without it logs go with their nodes",
    },
    "a DaemonSet that reads something else": {
      resources: [web, anyone, general, alertmanager, collector("/var/logs")],
      on: "kubernetes:apps/v1:DaemonSet::logs/collector",
      says: "the stack must have a DaemonSet that reads /var/log: without it logs go with their nodes",
    },
    "an item of a list": {
      resources: [listOf("apps/v1/DeploymentList", "all", web), general, anyoneOf("logs"), ...others],
      says: "no ServiceMonitor or PodMonitor selects its pods",
    },
  },
  unknown: {
    "the pods that a monitor selects": {
      resources: scrapes(podMonitor("shop/web", { selector: { matchLabels: { app: UNKNOWN } } })),
      says: unknown("spec.selector.matchLabels.app", "kubernetes:monitoring.coreos.com/v1:PodMonitor::shop/web"),
    },
    "an alert": {
      resources: alerts(alert(UNKNOWN)),
      says: [0, 1].map(() =>
        unknown("spec.groups.0.rules.0.expr", "kubernetes:monitoring.coreos.com/v1:PrometheusRule::monitoring/rules"),
      ),
    },
    "which alerts there are": {
      resources: [web, anyone, alertmanager, logs, inLogs, unread("PrometheusRule")],
      says: [unknown("items"), itemsOf("PrometheusRule")],
    },
    "only the list where known alerts settle the matter": {
      resources: alerts(general, unread("PrometheusRule")),
      says: unknown("items"),
    },
    "which monitors there are": {
      resources: scrapes(unread("PodMonitor")),
      says: [unknown("items"), itemsOf("PodMonitor")],
    },
    "only the list where known monitors settle the matter": {
      resources: scrapes(monitor, unread("PodMonitor")),
      says: unknown("items"),
    },
    "the namespace of a chart": {
      resources: [web, chart(UNKNOWN)],
      says: unknown("namespace", "kubernetes:helm.sh/v4:Chart::web"),
    },
  },
};

function about(namespace: string): TestResource {
  return {
    ...object(`${MONITORING}/PrometheusRule`, "monitoring/more"),
    props: { spec: { groups: [{ rules: [{ alert: "A", expr: `x{namespace="${namespace}"}` }] }] } },
  };
}

/** A list whose items the preview does not know. */
function unread(kind: string): TestResource {
  return { type: `kubernetes:${MONITORING}:${kind}List`, name: "later", props: { items: UNKNOWN } };
}

function itemsOf(kind: string): string {
  return unknown("items", `kubernetes:${MONITORING}:${kind}List::later`);
}
