import { replicasAndSpread } from "../../../policies/platform/rules/replicas-and-spread";
import { unknown } from "../../support/cloud";
import { listOf, object, patch, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const SPREAD = { topologySpreadConstraints: [{ topologyKey: "topology.kubernetes.io/zone", maxSkew: 1 }] };
const apart = (podAntiAffinity: unknown) => ({ affinity: { podAntiAffinity } });
const of = (kind: string, replicas: unknown, pod: Props = SPREAD, place = "shop/web") =>
  object(`apps/v1/${kind}`, place, { spec: { replicas, template: { spec: pod } } });
const web = (replicas: unknown, pod?: Props) => of("Deployment", replicas, pod);
const autoscaler = (minReplicas: unknown, target: Props = {}, place = "shop/web") =>
  object("autoscaling/v2/HorizontalPodAutoscaler", place, {
    spec: { minReplicas, scaleTargetRef: { kind: "Deployment", name: "web", ...target } },
  });
const FEW = "spec.replicas must be at least 2, or minReplicas of its autoscaler";
const TOGETHER = "its pods must be spread by topologySpreadConstraints or podAntiAffinity";

export const cases: RuleCases = {
  rule: replicasAndSpread,
  passing: {
    "a Deployment over zones": [web(2)],
    "a StatefulSet over nodes": [
      of("StatefulSet", 3, apart({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "host" }] })),
    ],
    "a wish to be apart": [web(2, apart({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] }))],
    "an autoscaler's minimum": [web(null), autoscaler(2)],
    "kinds that nobody scales": [workload("apps/v1/DaemonSet", "shop/a", {}), workload("batch/v1/Job", "shop/b", {})],
    patches: [patch(web(1)), patch(autoscaler(1))],
  },
  failing: {
    "one pod": { resources: [web(1)], says: FEW },
    "a number that nobody gave": { resources: [of("StatefulSet", null)], says: FEW },
    none: { resources: [web(0)], says: FEW },
    "an autoscaler's minimum of one": { resources: [web(3), autoscaler(1)], says: FEW },
    "an autoscaler without a minimum": { resources: [web(3), autoscaler(null)], says: FEW },
    "an autoscaler of another kind": { resources: [web(1), autoscaler(2, { kind: "StatefulSet" })], says: FEW },
    "an autoscaler of another workload": { resources: [web(1), autoscaler(2, { name: "api" })], says: FEW },
    "an autoscaler of another namespace": { resources: [web(1), autoscaler(2, {}, "store/web")], says: FEW },
    "pods that may lie together": { resources: [web(2, {})], says: TOGETHER },
    "terms without content": {
      resources: [
        web(2, { topologySpreadConstraints: [], ...apart({ requiredDuringSchedulingIgnoredDuringExecution: [] }) }),
      ],
      says: TOGETHER,
    },
    "an item of a list": { resources: [listOf("apps/v1/DeploymentList", "all", web(2), web(1))], says: FEW },
  },
  unknown: {
    "the replicas": { resources: [web(UNKNOWN)], says: unknown("spec.replicas") },
    "what an autoscaler scales": {
      resources: [web(3), autoscaler(2, { name: UNKNOWN })],
      says: unknown("spec.scaleTargetRef.name", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler::shop/web"),
    },
    "a term": {
      resources: [web(2, apart({ requiredDuringSchedulingIgnoredDuringExecution: UNKNOWN }))],
      says: unknown("spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"),
    },
  },
};
