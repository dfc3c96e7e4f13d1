import { namespaceDefaultDeny } from "../../../policies/platform/rules/namespace-default-deny";
import { listOf, namespace, networkPolicy, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const shop = namespace("shop");
const BOTH = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const deny = (spec: object = BOTH, place = "shop/deny") => networkPolicy(place, { ...spec });
const NO_INGRESS = "shop has no network policy that denies all ingress";
const NO_EGRESS = "shop has no network policy that denies all egress";

export const cases: RuleCases = {
  rule: namespaceDefaultDeny,
  passing: {
    "both ways in one policy": [shop, deny()],
    "each way in a policy of its own": [
      shop,
      deny({ podSelector: {}, policyTypes: ["Ingress"] }, "shop/in"),
      deny({ podSelector: {}, policyTypes: ["Egress"] }, "shop/out"),
    ],
    "ingress by the API server's default": [
      shop,
      deny({ podSelector: {} }, "shop/in"),
      deny({ podSelector: {}, policyTypes: ["Egress"] }, "shop/out"),
    ],
    "an empty selector with its parts written": [
      shop,
      deny({ ...BOTH, podSelector: { matchLabels: {}, matchExpressions: [] } }),
    ],
    "more policies that allow something": [shop, deny(), deny({ podSelector: {}, ingress: [{}] }, "shop/open")],
    "a patch of a namespace, which makes none": [patch(namespace("kube-system"))],
    "policies in a list": [shop, listOf("networking.k8s.io/v1/NetworkPolicyList", "all", deny())],
    "no namespaces": [deny()],
  },
  failing: {
    "no policies": { resources: [shop], says: [NO_INGRESS, NO_EGRESS] },
    "only ingress": { resources: [shop, deny({ podSelector: {}, policyTypes: ["Ingress"] })], says: NO_EGRESS },
    "only egress": { resources: [shop, deny({ podSelector: {}, policyTypes: ["Egress"] })], says: NO_INGRESS },
    "policy types left out": { resources: [shop, deny({ podSelector: {} })], says: NO_EGRESS },
    "policy types in an empty list": { resources: [shop, deny({ podSelector: {}, policyTypes: [] })], says: NO_EGRESS },
    "only some pods, by labels": {
      resources: [shop, deny({ ...BOTH, podSelector: { matchLabels: { app: "web" } } })],
      says: [NO_INGRESS, NO_EGRESS],
    },
    "only some pods, by expressions": {
      resources: [
        shop,
        deny({ ...BOTH, podSelector: { matchExpressions: [{ key: "open", operator: "DoesNotExist" }] } }),
      ],
      says: [NO_INGRESS, NO_EGRESS],
    },
    "an ingress rule in it": { resources: [shop, deny({ ...BOTH, ingress: [{}] })], says: NO_INGRESS },
    "an egress rule in it": {
      resources: [shop, deny({ ...BOTH, egress: [{ ports: [{ port: 53 }] }] })],
      says: NO_EGRESS,
    },
    "a policy of another namespace": { resources: [shop, deny(BOTH, "store/deny")], says: [NO_INGRESS, NO_EGRESS] },
    "a patch of a policy, which makes none": { resources: [shop, patch(deny())], says: [NO_INGRESS, NO_EGRESS] },
    "one of two namespaces": {
      resources: [namespace("store"), shop, deny(BOTH, "store/deny")],
      on: "kubernetes:core/v1:Namespace::shop",
      says: [NO_INGRESS, NO_EGRESS],
    },
    "a namespace in a list": {
      resources: [listOf("core/v1/NamespaceList", "all", shop)],
      says: [NO_INGRESS, NO_EGRESS],
    },
  },
  unknown: {
    "the namespace of the only policy": {
      resources: [shop, deny(BOTH, `${UNKNOWN}/deny`)],
      says: `metadata.namespace of kubernetes:networking.k8s.io/v1:NetworkPolicy::${UNKNOWN}/deny is not known before the deployment`,
    },
    "the policy types, which may hold egress": {
      resources: [shop, deny({ podSelector: {}, policyTypes: ["Ingress", UNKNOWN] })],
      says: "spec.policyTypes.1 of kubernetes:networking.k8s.io/v1:NetworkPolicy::shop/deny is not known before the deployment",
    },
    "the name of the namespace": {
      resources: [namespace(UNKNOWN), deny()],
      says: "metadata.name is not known before the deployment",
    },
    "the items of a list, which may hold the policy": {
      resources: [shop, { ...listOf("networking.k8s.io/v1/NetworkPolicyList", "all"), props: { items: UNKNOWN } }],
      says: [
        "items is not known before the deployment",
        "items of kubernetes:networking.k8s.io/v1:NetworkPolicyList::all is not known before the deployment",
      ],
    },
  },
};
