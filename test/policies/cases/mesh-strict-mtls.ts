import { meshStrictMtls } from "../../../policies/platform/rules/mesh-strict-mtls";
import { unknown } from "../../support/cloud";
import { listOf, namespace, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import { authorizationPolicy, peerAuthentication } from "../../support/publishing";
import type { Failing, RuleCases } from "../../support/rules";

const AMBIENT = { "istio.io/dataplane-mode": "ambient" };
const shop = namespace("shop", AMBIENT);
const STRICT = { mtls: { mode: "STRICT" } };
const strict = peerAuthentication("shop/default", STRICT);
const deny = authorizationPolicy("shop/deny");
const selector = { matchLabels: { app: "web" } };
const rules = [{ from: [{ source: { principals: ["cluster.local/ns/ingress/sa/nginx-ingress"] } }] }];

const NO_MTLS = "no PeerAuthentication makes mTLS STRICT in shop";
const NO_DENY = "no AuthorizationPolicy denies by default in shop";
const DEFAULT = "kubernetes:security.istio.io/v1:PeerAuthentication::shop/default";
const WEB = "kubernetes:security.istio.io/v1:AuthorizationPolicy::shop/web";

const mtls = (spec: Record<string, unknown>): Failing => ({
  resources: [shop, peerAuthentication("shop/default", spec), deny],
  says: NO_MTLS,
});
const denies = (spec: Record<string, unknown>): Failing => ({
  resources: [shop, strict, authorizationPolicy("shop/deny", { spec })],
  says: NO_DENY,
});
const opens = (spec: Record<string, unknown>, says: string): Failing => ({
  resources: [shop, strict, deny, peerAuthentication("shop/web", spec)],
  on: "kubernetes:security.istio.io/v1:PeerAuthentication::shop/web",
  says,
});

export const cases: RuleCases = {
  rule: meshStrictMtls,
  passing: {
    "both in the namespace": [shop, strict, deny],
    "both in the root namespace": [
      shop,
      peerAuthentication("istio-system/default", STRICT),
      authorizationPolicy("istio-system/deny"),
    ],
    "another root namespace, as the configuration says": {
      resources: [shop, peerAuthentication("mesh/default", STRICT), authorizationPolicy("mesh/deny")],
      config: { rootNamespace: "mesh" },
    },
    "a deny written out": [
      shop,
      strict,
      authorizationPolicy("shop/deny", { spec: { action: "ALLOW", rules: [], selector: { matchLabels: {} } } }),
    ],
    "policies that name callers": [
      shop,
      strict,
      deny,
      authorizationPolicy("shop/web", { spec: { selector, action: "ALLOW", rules } }),
      authorizationPolicy("shop/metrics", { spec: { rules: [{ to: [{ operation: { ports: ["9090"] } }] }] } }),
    ],
    "a denial of everything": [
      shop,
      strict,
      deny,
      authorizationPolicy("shop/off", { spec: { action: "DENY", rules: [{}] } }),
    ],
    "workloads that are STRICT as well": [
      shop,
      strict,
      deny,
      peerAuthentication("shop/web", {
        selector,
        mtls: { mode: "UNSET" },
        portLevelMtls: { "8080": { mode: "STRICT" } },
      }),
    ],
    "namespaces outside of the mesh": [
      namespace("shop"),
      namespace("store", {
        "istio.io/dataplane-mode": "none",
        "istio-injection": "disabled",
        "istio.io/rev": "stable",
      }),
    ],
    "a patch of a namespace": [patch(shop)],
  },
  failing: {
    "neither, in the ambient mesh": { resources: [shop], says: [NO_MTLS, NO_DENY] },
    "neither, with sidecars": {
      resources: [namespace("shop", { "istio-injection": "enabled" })],
      says: [NO_MTLS, NO_DENY],
    },
    "neither, with sidecars of a revision": {
      resources: [namespace("shop", { "istio.io/rev": "stable" })],
      says: [NO_MTLS, NO_DENY],
    },
    "both of another namespace": {
      resources: [shop, peerAuthentication("store/default", STRICT), authorizationPolicy("store/deny")],
      says: [NO_MTLS, NO_DENY],
    },
    "a namespace in a list": { resources: [listOf("core/v1/NamespaceList", "all", shop)], says: [NO_MTLS, NO_DENY] },
    "only patches of both": { resources: [shop, patch(strict), patch(deny)], says: [NO_MTLS, NO_DENY] },
    "no mode": mtls({}),
    "a mode that inherits": mtls({ mtls: { mode: "UNSET" } }),
    "STRICT for some workloads": mtls({ ...STRICT, selector }),
    "a policy that allows somebody": denies({ rules }),
    "a policy for some workloads": denies({ selector }),
    "a policy for a waypoint": denies({ targetRefs: [{ kind: "Gateway", name: "waypoint" }] }),
    "a policy for a waypoint, in the older way": denies({ targetRef: { kind: "Gateway", name: "waypoint" } }),
    "a policy that denies nothing": denies({ action: "DENY" }),
    "a namespace that overrides the root": {
      resources: [
        shop,
        deny,
        peerAuthentication("istio-system/default", STRICT),
        peerAuthentication("shop/default", { mtls: { mode: "PERMISSIVE" } }),
      ],
      on: DEFAULT,
      says: "spec.mtls.mode must be STRICT",
    },
    "a workload without mTLS": opens({ selector, mtls: { mode: "DISABLE" } }, "spec.mtls.mode must be STRICT"),
    "a permissive port": opens(
      { selector, portLevelMtls: { "8080": { mode: "STRICT" }, "9090": { mode: "PERMISSIVE" } } },
      "spec.portLevelMtls[9090].mode must be STRICT",
    ),
    "a port without mTLS": opens(
      { selector, mtls: { mode: "STRICT" }, portLevelMtls: { "8080": { mode: "DISABLE" } } },
      "spec.portLevelMtls[8080].mode must be STRICT",
    ),
    "a patch that opens a port": {
      resources: [patch(peerAuthentication("shop/default", { portLevelMtls: { "8080": { mode: "DISABLE" } } }))],
      says: "spec.portLevelMtls[8080].mode must be STRICT",
    },
    "a policy that allows everybody": {
      resources: [shop, strict, deny, authorizationPolicy("shop/web", { spec: { selector, rules: [...rules, {}] } })],
      on: WEB,
      says: "spec.rules[1] must not be empty: it allows everybody",
    },
  },
  unknown: {
    "whether the namespace is in the mesh": {
      resources: [namespace("shop", { "istio.io/dataplane-mode": UNKNOWN })],
      says: unknown("metadata.labels.istio.io/dataplane-mode"),
    },
    "the mode": {
      resources: [shop, peerAuthentication("shop/default", { mtls: { mode: UNKNOWN } }), deny],
      says: [unknown("spec.mtls.mode", DEFAULT), unknown("spec.mtls.mode")],
    },
    "the namespace of the only policy": {
      resources: [shop, strict, authorizationPolicy(`${UNKNOWN}/deny`)],
      says: unknown("metadata.namespace", `kubernetes:security.istio.io/v1:AuthorizationPolicy::${UNKNOWN}/deny`),
    },
    "the rules of the only policy": {
      resources: [shop, strict, authorizationPolicy("shop/web", { spec: { rules: UNKNOWN } })],
      says: [unknown("spec.rules", WEB), unknown("spec.rules")],
    },
  },
};
