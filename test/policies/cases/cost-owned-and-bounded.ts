import { costOwnedAndBounded } from "../../../policies/platform/rules/cost-owned-and-bounded";
import { aws, azure, unknown } from "../../support/cloud";
import { namespace, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const team = namespace("shop", { "platform/team": "shop", "platform/environment": "dev" });
const part = namespace("ingress", { "platform/component": "ingress" });
const BOTH = { "requests.cpu": "4", "requests.memory": "8Gi" };
const quota = (hard: object = BOTH, place = "shop/quota") => object("core/v1/ResourceQuota", place, { spec: { hard } });
const REQUESTS = { cpu: "100m", memory: "256Mi" };
const range = (limit: object = { defaultRequest: REQUESTS }, place = "shop/limits") =>
  object("core/v1/LimitRange", place, { spec: { limits: [{ type: "Container", ...limit }] } });
const awsBudget = (...notifications: object[]) => aws("budgets/Budget", "budget", { notifications });
const azureBudget = (notifications: object = {}) => azure("consumption:Budget", "budget", { notifications });

const NO_QUOTA = "shop has no ResourceQuota for requests of CPU and memory";
const NO_RANGE = "shop has no LimitRange with requests for containers that state none";
const NOBODY =
  "stray has none of the labels platform/team, platform/environment, platform/component, so nobody owns its cost";
const SILENT = "the budget must notify somebody, by email or otherwise";

export const cases: RuleCases = {
  rule: costOwnedAndBounded,
  passing: {
    "a team's namespace with quota and limits": [team, quota(), range()],
    "quota by the former names": [team, quota({ cpu: "4", memory: "8Gi" }), range()],
    "limits that are requests too": [team, quota(), range({ default: REQUESTS })],
    "one of each kind": [team, quota(), range({ defaultRequest: { cpu: "1" }, default: { memory: "1Gi" } })],
    "an environment's namespace": [namespace("shop", { "platform/environment": "dev" }), quota(), range()],
    "a part of the platform": [part],
    "a patch of a namespace, which makes none": [patch(namespace("kube-system", {}))],
    "a budget that writes to people": [awsBudget({ subscriberEmailAddresses: ["a@example.com"] })],
    "a budget with a topic": [awsBudget({ threshold: 80 }, { subscriberSnsTopicArns: ["arn:aws:sns:::budget"] })],
    "a budget of Azure's": [azureBudget({ actual: { enabled: true, contactEmails: ["a@example.com"] } })],
    "a group of Azure's": [azureBudget({ actual: { enabled: true, contactGroups: ["/subscriptions/1/groups/a"] } })],
  },
  failing: {
    "a namespace of nobody": { resources: [namespace("stray", {})], says: NOBODY },
    "a team's namespace without bounds": { resources: [team], says: [NO_QUOTA, NO_RANGE] },
    "an owner without a name": { resources: [namespace("stray", { "platform/team": "" })], says: NOBODY },
    "a quota for pods": { resources: [team, quota({ pods: "5" }), range()], says: NO_QUOTA },
    "a quota for CPU alone": { resources: [team, quota({ "requests.cpu": "4" }), range()], says: NO_QUOTA },
    "a quota for limits": {
      resources: [team, quota({ "limits.cpu": "4", "limits.memory": "8Gi" }), range()],
      says: NO_QUOTA,
    },
    "a quota of another namespace": { resources: [team, quota(BOTH, "store/quota"), range()], says: NO_QUOTA },
    "a patch of a quota": { resources: [team, patch(quota()), range()], says: NO_QUOTA },
    "limits of pods": { resources: [team, quota(), range({ type: "Pod", defaultRequest: REQUESTS })], says: NO_RANGE },
    "the largest alone": { resources: [team, quota(), range({ max: REQUESTS })], says: NO_RANGE },
    "memory forgotten": { resources: [team, quota(), range({ default: { cpu: "1" } })], says: NO_RANGE },
    "limits of another namespace": {
      resources: [team, quota(), range({ defaultRequest: REQUESTS }, "store/limits")],
      says: NO_RANGE,
    },
    "a budget that is silent": { resources: [awsBudget()], says: SILENT },
    "a budget without anybody": {
      resources: [awsBudget({ subscriberEmailAddresses: [], subscriberSnsTopicArns: [] })],
      says: SILENT,
    },
    "a silent budget of Azure's": { resources: [azureBudget()], says: SILENT },
    "a notification that is off": {
      resources: [azureBudget({ actual: { enabled: false, contactEmails: ["a@example.com"] } })],
      says: SILENT,
    },
  },
  unknown: {
    "the namespace of the only quota": {
      resources: [team, quota(BOTH, `${UNKNOWN}/quota`), range()],
      says: unknown("metadata.namespace", `kubernetes:core/v1:ResourceQuota::${UNKNOWN}/quota`),
    },
    "the labels of a namespace": {
      resources: [{ ...team, props: { metadata: { name: "shop", labels: UNKNOWN } } }],
      says: unknown("metadata.labels"),
    },
    "whom a budget tells": {
      resources: [awsBudget({ subscriberEmailAddresses: UNKNOWN })],
      says: unknown("notifications.0.subscriberEmailAddresses"),
    },
  },
};
