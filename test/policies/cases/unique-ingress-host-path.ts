import { uniqueIngressHostPath } from "../../../policies/platform/rules/unique-ingress-host-path";
import { unknown } from "../../support/cloud";
import { patch } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { host, ingress, path, published } from "../../support/publishing";
import type { RuleCases } from "../../support/rules";

const HOST = "shop.example.com";
const at = (place: string, name: string, ...paths: object[]) =>
  ingress(place, host(name, ...(paths as Record<string, unknown>[])));
const minion = (place: string, name: string, where: string) => typed("minion", place, name, path("web", 80, where));
const typed = (type: string, place: string, name: string, ...paths: Record<string, unknown>[]) =>
  ingress(place, host(name, ...paths), { "nginx.org/mergeable-ingress-type": type });
const classed = (resource: TestResource, ingressClassName: unknown): TestResource => ({
  ...resource,
  props: { ...resource.props, spec: { ...(resource.props["spec"] as object), ingressClassName } },
});

const a = at("shop/a", HOST, path("web"));
const ON_B = "kubernetes:networking.k8s.io/v1:Ingress::shop/b";
const TWICE = "spec.rules[0].http.paths[0] is also in Ingress shop/a";
const RIVAL = "spec.rules[0].host is also in Ingress shop/a: the controller drops one";

export const cases: RuleCases = {
  rule: uniqueIngressHostPath,
  passing: {
    "what the platform publishes": published,
    "two hosts": [a, at("shop/b", "b.example.com", path("web"))],
    "two paths of one Ingress": [at("shop/a", HOST, path("web"), path("api", 80, "/api"))],
    "an exact path beside a prefix": [at("shop/a", HOST, path("web", 80, "/a"), path("api", 80, "/a", "Exact"))],
    "a host in two classes": [a, classed(at("shop/b", HOST, path("web", 80, "/b")), "nginx-internal")],
    "a host of a master and its minions": [
      typed("master", "shop/a", HOST),
      minion("shop/b", HOST, "/b"),
      minion("store/c", HOST, "/c"),
    ],
    "a patch of the same": [a, patch(a)],
    "a host twice in one Ingress": [
      ingress("shop/a", {
        ...host(HOST),
        rules: [
          { host: HOST, http: { paths: [path("web")] } },
          { host: HOST, http: { paths: [path("api", 80, "/api")] } },
        ],
      }),
    ],
  },
  failing: {
    "the same place": { resources: [a, at("shop/b", HOST, path("web"))], on: ON_B, says: TWICE },
    "the same place, whatever the order": { resources: [at("shop/b", HOST, path("web")), a], says: TWICE },
    "the same place in another namespace": {
      resources: [a, at("store/web", "SHOP.example.com", path("api"))],
      on: "kubernetes:networking.k8s.io/v1:Ingress::store/web",
      says: TWICE,
    },
    "the same place in two classes": {
      resources: [a, classed(at("shop/b", HOST, path("web")), "nginx-internal")],
      on: ON_B,
      says: TWICE,
    },
    "the same prefix, with a slash and without": {
      resources: [at("shop/a", HOST, path("web", 80, "/api/")), at("shop/b", HOST, path("web", 80, "/api"))],
      on: ON_B,
      says: TWICE,
    },
    "no path, which is the first": {
      resources: [a, at("shop/b", HOST, { backend: path("web").backend })],
      on: ON_B,
      says: TWICE,
    },
    "the same exact path": {
      resources: [
        at("shop/a", HOST, path("web", 80, "/api", "Exact")),
        at("shop/b", HOST, path("web", 80, "/api", "Exact")),
      ],
      on: ON_B,
      says: TWICE,
    },
    "a path twice in one Ingress": {
      resources: [at("shop/a", HOST, path("web"), path("api"))],
      says: "spec.rules[0].http.paths[1] is also in Ingress shop/a",
    },
    "no host twice": {
      resources: [
        ingress("shop/a", { rules: [{ http: { paths: [path("web")] } }] }),
        ingress("shop/b", { rules: [{ http: { paths: [path("web")] } }] }),
      ],
      on: ON_B,
      says: TWICE,
    },
    "two minions of one place": {
      resources: [typed("master", "shop/m", HOST), minion("shop/a", HOST, "/b"), minion("shop/b", HOST, "/b")],
      on: ON_B,
      says: TWICE,
    },
    "two Ingresses of one host": { resources: [a, at("shop/b", HOST, path("web", 80, "/b"))], on: ON_B, says: RIVAL },
    "two masters of one host": {
      resources: [typed("master", "shop/a", HOST), typed("master", "shop/b", HOST)],
      on: ON_B,
      says: RIVAL,
    },
    "a master of a host that another has": {
      resources: [a, typed("master", "shop/b", HOST)],
      on: ON_B,
      says: RIVAL,
    },
  },
  unknown: {
    "a host": {
      resources: [a, at("shop/b", UNKNOWN, path("web"))],
      says: unknown("spec.rules.0.host"),
    },
    "a path": {
      resources: [at("shop/a", HOST, path("web", 80, UNKNOWN))],
      says: unknown("spec.rules.0.http.paths.0.path"),
    },
    "the class of the other": {
      resources: [classed(a, UNKNOWN), at("shop/b", HOST, path("web", 80, "/b"))],
      says: unknown("spec.ingressClassName", "kubernetes:networking.k8s.io/v1:Ingress::shop/a"),
    },
  },
};
