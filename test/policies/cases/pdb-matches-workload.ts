import { pdbMatchesWorkload } from "../../../policies/platform/rules/pdb-matches-workload";
import { unknown } from "../../support/cloud";
import { deployment, listOf, object, patch, workload } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const scaled = (place: string, replicas: unknown, app = "web", kind = "Deployment") =>
  object(`apps/v1/${kind}`, place, { spec: { replicas, template: { metadata: { labels: { app } } } } });
const web = (replicas: unknown = 3) => scaled("shop/web", replicas);
const budget = (spec: Props, place = "shop/web") => object("policy/v1/PodDisruptionBudget", place, { spec });
const OWN = { selector: { matchLabels: { app: "web" } } };
const one = { ...OWN, maxUnavailable: 1 };
const autoscaler = object("autoscaling/v2/HorizontalPodAutoscaler", "shop/web", {
  spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "web" } },
});
const chart: TestResource = { type: "kubernetes:helm.sh/v4:Chart", name: "web", props: { namespace: "shop" } };
const NONE = "no PodDisruptionBudget selects its pods";
const STRICT = "it must let one of the pods go that it selects";
const strict = (spec: Props, replicas: unknown = 3): Failing => ({
  resources: [budget({ ...OWN, ...spec }), web(replicas)],
  says: STRICT,
});
const missing = (...resources: TestResource[]): Failing => ({ resources: [web(), ...resources], says: NONE });
const lonely = (...resources: TestResource[]): Failing => ({
  resources: [budget(one), ...resources],
  says: "spec.selector must select pods of the stack",
});

export const cases: RuleCases = {
  rule: pdbMatchesWorkload,
  passing: {
    "one may be missing": [web(), budget(one)],
    "one may be missing, and no other number is given": [web(), budget({ ...one, minAvailable: null })],
    "one may be missing where the budget gives no number": [web(), budget(OWN)],
    "two must be there": [web(), budget({ ...OWN, minAvailable: 2 })],
    "a share must be there": [web(), budget({ ...OWN, minAvailable: "50%" })],
    "a share may be missing, which is rounded up": [web(), budget({ ...OWN, maxUnavailable: "10%" })],
    "a StatefulSet": [scaled("shop/web", 3, "web", "StatefulSet"), budget(one)],
    "all pods of the namespace": [web(), budget({ selector: {}, maxUnavailable: 1 })],
    "two workloads, of which one pod each is enough": [
      scaled("shop/a", 1),
      scaled("shop/b", 1),
      budget({ ...OWN, minAvailable: 1 }),
    ],
    "a single pod without a budget": [web(1)],
    "no pods at all": [web(0), budget({ ...OWN, minAvailable: 1 })],
    "kinds that drains leave": [workload("apps/v1/DaemonSet", "shop/web", {}), workload("batch/v1/Job", "shop/a", {})],
    "what a chart that was not rendered may bring": [web(), chart, budget({ selector: {} }, "shop/other")],
    "a patch": [patch(web())],
  },
  failing: {
    "no budget": missing(),
    "a patch of a budget": missing(patch(budget(one))),
    "a budget for other pods": missing(
      budget({ selector: { matchLabels: { app: "api" } }, maxUnavailable: 1 }),
      scaled("shop/api", 2, "api"),
    ),
    "a budget in another namespace": missing(budget(one, "store/web"), scaled("store/web", 2)),
    "an absent selector, which selects nothing": {
      resources: [web(1), budget({ maxUnavailable: 1 })],
      on: "kubernetes:policy/v1:PodDisruptionBudget::shop/web",
      says: "spec.selector must select pods of the stack",
    },
    "a selector that is null, which selects nothing": {
      resources: [web(1), budget({ selector: null, maxUnavailable: 1 })],
      on: "kubernetes:policy/v1:PodDisruptionBudget::shop/web",
      says: "spec.selector must select pods of the stack",
    },
    "a budget that says nothing": {
      resources: [web(1), object("policy/v1/PodDisruptionBudget", "shop/web")],
      on: "kubernetes:policy/v1:PodDisruptionBudget::shop/web",
      says: "spec.selector must select pods of the stack",
    },
    "two budgets": {
      resources: [web(), budget(one), budget(one, "shop/other")],
      says: "2 PodDisruptionBudgets select its pods, which then cannot be evicted",
    },
    "an autoscaler's pods without a budget": { resources: [web(1), autoscaler], says: NONE },
    "none may be missing": strict({ maxUnavailable: 0 }),
    "no share may be missing": strict({ maxUnavailable: "0%" }),
    "all must be there": strict({ minAvailable: 3 }),
    "the whole share must be there": strict({ minAvailable: "100%" }),
    "a share that is rounded up to all": strict({ minAvailable: "67%" }),
    "the only pod must be there": strict({ minAvailable: 1 }, 1),
    "a budget for no pods": lonely(),
    "a budget for pods elsewhere": lonely(deployment("store/web", {}, { labels: { app: "web" } })),
    "an item of a list": {
      resources: [listOf("apps/v1/DeploymentList", "all", web(), web(1))],
      says: NONE,
    },
  },
  unknown: {
    "the replicas": { resources: [web(UNKNOWN)], says: unknown("spec.replicas") },
    "the selector of a budget": {
      resources: [web(), budget({ selector: UNKNOWN, maxUnavailable: 1 })],
      says: [unknown("spec.selector", "kubernetes:policy/v1:PodDisruptionBudget::shop/web"), unknown("spec.selector")],
    },
    "what may be missing": {
      resources: [budget({ ...OWN, maxUnavailable: UNKNOWN }), web()],
      says: unknown("spec.maxUnavailable"),
    },
  },
};
