import { everyPodIsolatedBothWays } from "../../../policies/platform/rules/every-pod-isolated-both-ways";
import {
  deployment,
  listOf,
  namespace,
  networkPolicy,
  object,
  patch,
  POD_KINDS,
  workload,
} from "../../support/kubernetes";
import { UNKNOWN, urnOf, type TestResource } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const deny = (place: string, podSelector: object = {}) =>
  networkPolicy(place, { podSelector, policyTypes: ["Ingress", "Egress"] });
const WEB = { labels: { app: "web", tier: "front" } };
const API = { labels: { app: "api" } };
const web = deployment("shop/web", {}, WEB);
const kinds = Object.keys(POD_KINDS);
const open = (label: string, direction: string) =>
  `no network policy of its namespace selects the pods of ${label} for ${direction}`;
const BOTH = [open("Deployment shop/web", "ingress"), open("Deployment shop/web", "egress")];
const byName = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
const pods = (app: string) => ({ podSelector: { matchLabels: { app } } });

/** Policies of `shop` of which one lets the peer in, and the pods that are there. */
const lets = (...peers: object[]) =>
  networkPolicy("shop/allow", { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: peers }] });
const dangling = (peer: object, ...others: TestResource[]): Failing => ({
  resources: [lets({ podSelector: {} }, peer), deny("shop/deny"), web, ...others],
  says: "spec.ingress[0].from[1] matches no pod of the stack",
});
const known = (peer: object, ...others: TestResource[]) => [lets(peer), deny("shop/deny"), web, ...others];
const store = [namespace("store", { team: "blue" }), deny("store/deny"), deployment("store/api", {}, API)];

export const cases: RuleCases = {
  rule: everyPodIsolatedBothWays,
  passing: {
    ...Object.fromEntries(kinds.map((kind) => [kind, [workload(kind, "shop/web", {}, WEB), deny("shop/deny")]])),
    "policies for exactly its labels": [web, deny("shop/web", { matchLabels: { app: "web" } })],
    "each way by a policy of its own": [
      web,
      networkPolicy("shop/in", { podSelector: {} }),
      networkPolicy("shop/out", {
        podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] },
        policyTypes: ["Egress"],
      }),
    ],
    "pods without labels under a policy for all": [deployment("shop/web", {}), deny("shop/deny")],
    "a patch that leaves labels alone": [patch(deployment("shop/web", {}))],
    "peers among its own pods": known(pods("web")),
    "peers in another namespace of the stack": known({ ...pods("api"), namespaceSelector: byName("store") }, ...store),
    "peers in namespaces by their labels": known(
      { ...pods("api"), namespaceSelector: { matchLabels: { team: "blue" } } },
      ...store,
    ),
    "all pods of a namespace": known({ namespaceSelector: { matchLabels: { team: "blue" } } }, store[0]!),
    "the cluster's DNS, beside workloads in kube-system": known(
      {
        ...pods("x"),
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        namespaceSelector: byName("kube-system"),
      },
      deny("kube-system/deny"),
      deployment("kube-system/metrics", {}, API),
    ),
    "pods that come from elsewhere": known({ ...pods("worker"), namespaceSelector: byName("team") }, namespace("team")),
    "a namespace that comes from elsewhere": known({ ...pods("nginx"), namespaceSelector: byName("ingress") }),
    "pods of a chart that was not rendered": known({ ...pods("nginx"), namespaceSelector: byName("store") }, ...store, {
      type: "kubernetes:helm.sh/v4:Chart",
      name: "nginx",
      props: { namespace: "store" },
    }),
    "pods of a release, wherever it goes": known({ ...pods("nginx"), namespaceSelector: byName("store") }, ...store, {
      type: "kubernetes:helm.sh/v3:Release",
      name: "nginx",
      props: {},
    }),
    "pods that an operator makes": known(
      { ...pods("prometheus"), namespaceSelector: byName("store") },
      ...store,
      object("monitoring.coreos.com/v1/Prometheus", "store/main"),
    ),
    "a namespace by labels that a patch gives it": known(
      { namespaceSelector: { matchLabels: { role: "system" } } },
      patch(namespace("kube-system", { role: "system" })),
    ),
    addresses: known({ ipBlock: { cidr: "10.0.0.0/8" } }),
  },
  failing: {
    ...Object.fromEntries(
      kinds.map((kind): [string, Failing] => {
        const name = `${kind.split("/")[2]} shop/web`;
        return [
          kind,
          { resources: [workload(kind, "shop/web", {}, WEB)], says: [open(name, "ingress"), open(name, "egress")] },
        ];
      }),
    ),
    "only ingress": {
      resources: [web, networkPolicy("shop/in", { podSelector: {} })],
      says: open("Deployment shop/web", "egress"),
    },
    "a policy for other pods": { resources: [web, deny("shop/api", { matchLabels: { app: "api" } })], says: BOTH },
    "a policy for more labels than it has": {
      resources: [web, deny("shop/web", { matchLabels: { app: "web", tier: "back" } })],
      says: BOTH,
    },
    "a policy of another namespace": { resources: [web, deny("store/deny")], says: BOTH },
    "a policy that leaves its pods out": {
      resources: [web, deny("shop/deny", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] })],
      says: BOTH,
    },
    "a policy for pods without its label": {
      resources: [web, deny("shop/deny", { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] })],
      says: BOTH,
    },
    "a patch that takes its pods out of the policy": {
      resources: [
        patch(deployment("shop/web", {}, { labels: { app: "hidden" } })),
        deny("shop/web", { matchLabels: { app: "web" } }),
      ],
      says: BOTH,
    },
    "a policy that is only patched": { resources: [web, patch(deny("shop/deny"))], says: BOTH },
    "a workload in a list": { resources: [listOf("apps/v1/DeploymentList", "all", web)], says: BOTH },
    "a peer that is no pod of its namespace": dangling(pods("wbe")),
    "a peer in a namespace without such pods": dangling(
      { ...pods("web"), namespaceSelector: byName("store") },
      ...store,
    ),
    "a peer in namespaces with a label that none has": dangling(
      { namespaceSelector: { matchLabels: { team: "red" } } },
      ...store,
    ),
    "a peer that no operator makes": dangling(
      { ...pods("nginx"), namespaceSelector: byName("store") },
      ...store,
      object("monitoring.coreos.com/v1/ServiceMonitor", "store/main"),
    ),
    "a peer whose chart was rendered without it": dangling(
      { ...pods("nginx"), namespaceSelector: byName("store") },
      ...store,
      { type: "kubernetes:helm.sh/v4:Chart", name: "nginx", props: { namespace: "store" } },
      {
        ...deployment("store/x", {}, API),
        parent: urnOf({ type: "kubernetes:helm.sh/v4:Chart", name: "nginx", props: {} }),
      },
    ),
  },
  unknown: {
    "the labels of the pods": {
      resources: [deployment("shop/web", {}, { labels: UNKNOWN }), deny("shop/web", { matchLabels: { app: "web" } })],
      says: "spec.template.metadata.labels is not known before the deployment",
    },
    "the namespace of the workload": {
      resources: [deployment(`${UNKNOWN}/web`, {}, WEB), deny("shop/deny")],
      says: "metadata.namespace is not known before the deployment",
    },
    "the labels of a peer's namespace": {
      resources: known(
        { namespaceSelector: { matchLabels: { team: "blue" } } },
        namespace("store", UNKNOWN as unknown as Record<string, unknown>),
      ),
      says: "metadata.labels of kubernetes:core/v1:Namespace::store is not known before the deployment",
    },
  },
};
