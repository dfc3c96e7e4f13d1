import { ingressTlsHosts } from "../../../policies/kubernetes/rules/ingress-tls-hosts";
import { unknown } from "../../support/cloud";
import { listOf, NETWORKING, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import { host, ingress, path, published } from "../../support/publishing";
import type { RuleCases } from "../../support/rules";

const HOST = "shop.example.com";
const web = path("web");
const rules = [{ host: HOST, http: { paths: [web] } }];
const of = (spec: object, annotations?: Record<string, unknown>) =>
  ingress("shop/web", { ...host(HOST, web), ...spec }, annotations);
const type = (value: string) => ({ "nginx.org/mergeable-ingress-type": value });
const bare = (annotations: Record<string, unknown>, spec: object = { rules }) =>
  ingress("shop/web", { ingressClassName: "nginx", ...spec }, annotations);

const NO_TLS = "spec.rules[0].host must be among the hosts of spec.tls";
const CLASS = "its class must be nginx or nginx-internal";
const NO_HOST = "spec.rules[0] must have a host: without one it answers for every host";

export const cases: RuleCases = {
  rule: ingressTlsHosts,
  passing: {
    "what the platform publishes": [published[0]!],
    "two hosts in one list": [
      of({ rules: [...rules, { host: "b.example.com" }], tls: [{ hosts: ["b.example.com", HOST] }] }),
    ],
    "two hosts in two lists": [
      of({ rules: [...rules, { host: "b.example.com" }], tls: [{ hosts: [HOST] }, { hosts: ["b.example.com"] }] }),
    ],
    "the class by annotation": [of({ ingressClassName: null }, { "kubernetes.io/ingress.class": "nginx-internal" })],
    "another class, as the configuration says": {
      resources: [of({ ingressClassName: "alb" })],
      config: { classes: ["alb"] },
    },
    "a minion, whose master has the TLS": [bare(type("minion"))],
    "a master without paths": [of({ rules: [{ host: HOST }] }, type("master"))],
    "another setting of the redirect": [of({}, { "example.com/ssl-redirect-permanent": "false" })],
    "a redirect to HTTPS": [
      of({}, { "nginx.org/redirect-to-https": "true", "ingress.kubernetes.io/ssl-redirect": "True" }),
    ],
    "a patch that leaves things alone": [patch(object(`${NETWORKING}/Ingress`, "shop/web", { spec: { rules } }))],
    "no rules": [ingress("shop/web", { ingressClassName: "nginx" })],
  },
  failing: {
    "a patch that changes the class": { resources: [patch(of({ ingressClassName: "alb" }))], says: CLASS },
    "no TLS": { resources: [of({ tls: null })], says: NO_TLS },
    "TLS for another host": { resources: [of({ tls: [{ hosts: ["b.example.com"] }] })], says: NO_TLS },
    "TLS without hosts": { resources: [of({ tls: [{ secretName: "shop-tls" }] })], says: NO_TLS },
    "a second host without TLS": {
      resources: [of({ rules: [...rules, { host: "b.example.com" }] })],
      says: "spec.rules[1].host must be among the hosts of spec.tls",
    },
    "a master without TLS": { resources: [bare(type("master"))], says: NO_TLS },
    "a wildcard that covers the host": {
      resources: [of({ tls: [{ hosts: ["*.example.com"] }] })],
      says: "spec.tls[0].hosts[0] must not be a wildcard",
    },
    "a wildcard of another domain": {
      resources: [of({ tls: [{ hosts: ["*.com"] }] })],
      says: [NO_TLS, "spec.tls[0].hosts[0] must not be a wildcard"],
    },
    "a wildcard host": {
      resources: [of({ rules: [{ host: "*.example.com" }] })],
      says: "spec.rules[0].host must not be a wildcard",
    },
    "a rule without a host": { resources: [of({ rules: [{ http: { paths: [web] } }] })], says: NO_HOST },
    "a default backend": {
      resources: [of({ defaultBackend: web.backend })],
      says: "spec.defaultBackend must not be set: it answers for every host",
    },
    "no class": { resources: [of({ ingressClassName: null })], says: CLASS },
    "a class of nobody": { resources: [of({ ingressClassName: "traefik" })], says: CLASS },
    "plain HTTP left open": {
      resources: [of({}, { "ingress.kubernetes.io/ssl-redirect": "False" })],
      says: "the annotation ingress.kubernetes.io/ssl-redirect must not keep plain HTTP open",
    },
    "plain HTTP left open in the annotations of old": {
      resources: [of({}, { "nginx.ingress.kubernetes.io/force-ssl-redirect": "false" })],
      says: "the annotation nginx.ingress.kubernetes.io/force-ssl-redirect must not keep plain HTTP open",
    },
    "a patch that takes the TLS": { resources: [patch(of({ tls: [] }))], says: NO_TLS },
    "an item of a list": {
      resources: [listOf(`${NETWORKING}/IngressList`, "all", of({ tls: null }))],
      says: NO_TLS,
    },
    "a former group of the API": {
      resources: [object("extensions/v1beta1/Ingress", "shop/web", { spec: { ingressClassName: "nginx", rules } })],
      says: NO_TLS,
    },
  },
  unknown: {
    "the host": { resources: [of({ rules: [{ host: UNKNOWN }] })], says: unknown("spec.rules.0.host") },
    "the hosts of TLS, while another has none": {
      resources: [of({ rules: [{}, ...rules], tls: [{ hosts: UNKNOWN }] })],
      says: [NO_HOST, unknown("spec.tls.0.hosts")],
    },
    "the class": { resources: [of({ ingressClassName: UNKNOWN })], says: unknown("spec.ingressClassName") },
    "a default backend": { resources: [of({ defaultBackend: UNKNOWN })], says: unknown("spec.defaultBackend") },
    "the annotations": {
      resources: [of({}, UNKNOWN as unknown as Record<string, unknown>)],
      says: unknown("metadata.annotations"),
    },
  },
};
