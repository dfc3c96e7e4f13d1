import { serviceSelectsPodsAndPorts } from "../../../policies/platform/rules/service-selects-pods-and-ports";
import { unknown } from "../../support/cloud";
import { deployment, listOf, object, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const service = (selector: unknown, targetPort: unknown = 8080, more: Props = {}, place = "shop/web") =>
  object("core/v1/Service", place, { spec: { selector, ports: [{ port: 80, targetPort }], ...more } });
const APP = { app: "web" };
const POD = { containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }] };
const web = (place = "shop/web", labels: Props = APP, pod: Props = POD) => deployment(place, pod, { labels });
const chart: TestResource = { type: "kubernetes:helm.sh/v4:Chart", name: "web", props: { namespace: "shop" } };
const DANGLING = "spec.selector must select pods of the stack";
const PORT = "spec.ports[0].targetPort must be the name of a port of its pods";
const dangling = (...resources: TestResource[]): Failing => ({ resources, says: DANGLING });
const nameless = (...resources: TestResource[]): Failing => ({ resources, says: PORT });

export const cases: RuleCases = {
  rule: serviceSelectsPodsAndPorts,
  passing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind) => [
        kind,
        [service(APP, "http"), workload(kind, "shop/web", POD, { labels: { ...APP, more: "labels" } })],
      ]),
    ),
    "a number, whether pods declare it or not": [service(APP, 9090), service(APP, "9090"), service(APP, null), web()],
    "a port of a second container": [
      service(APP, "metrics"),
      web("shop/web", APP, {
        containers: [{ name: "a" }, { name: "b", ports: [{ name: "metrics", containerPort: 1 }] }],
      }),
    ],
    "pods from elsewhere, in a namespace where the stack makes none": [service(APP, "http"), web("store/web")],
    "what a chart that was not rendered may bring": [service({ app: "api" }), web(), chart],
    "the server that leads, which labels itself": [service({ ...APP, "openbao-active": "true" }), web()],
    "the cluster's own pods": [
      service({ "k8s-app": "kube-dns" }, "http", {}, "kube-system/dns"),
      web("kube-system/web"),
    ],
    "no selector": [service(null), service({}, "http"), web()],
    "another name": [service(APP, "http", { type: "ExternalName", externalName: "example.com" }), web("shop/a", {})],
    "a patch": [patch(service({ app: "api" })), web()],
  },
  failing: {
    "labels that no pod has": dangling(service({ app: "api" }), web()),
    "a label that pods have with another value": dangling(service({ ...APP, tier: "front" }), web()),
    "pods of another namespace": dangling(service(APP), web("store/web"), web("shop/api", { app: "api" })),
    "a leader of other pods": dangling(service({ app: "api", "vault-active": "true" }), web()),
    "a port that the pods do not name": nameless(service(APP, "grpc"), web()),
    "a port that one of two kinds of pods does not name": nameless(
      service(APP, "http"),
      web(),
      web("shop/web2", APP, { containers: [{ name: "web" }] }),
    ),
    "a second port": {
      resources: [service(APP, 80, { ports: [{ targetPort: "http" }, { targetPort: "grpc" }] }), web()],
      says: "spec.ports[1].targetPort must be the name of a port of its pods",
    },
    "an item of a list": dangling(listOf("core/v1/ServiceList", "all", service(APP), service({ app: "api" })), web()),
  },
  unknown: {
    "the selector": { resources: [service(UNKNOWN), web()], says: unknown("spec.selector") },
    "a label of the pods": {
      resources: [service(APP), web("shop/web", { app: UNKNOWN })],
      says: unknown("spec.template.metadata.labels.app", "kubernetes:apps/v1:Deployment::shop/web"),
    },
    "the ports of the pods": {
      resources: [service(APP, "http"), web("shop/web", APP, { containers: UNKNOWN })],
      says: unknown("spec.template.spec.containers", "kubernetes:apps/v1:Deployment::shop/web"),
    },
  },
};
