import { ingressChainClosed } from "../../../policies/platform/rules/ingress-chain-closed";
import { unknown } from "../../support/cloud";
import { deployment, networkPolicy, patch } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import {
  certificate,
  clusterIssuer,
  CONTROLLER,
  host,
  ingress,
  issuer,
  path,
  published,
  service,
} from "../../support/publishing";
import type { Failing, RuleCases } from "../../support/rules";

const HOST = "shop.example.com";
const LABELS = { "app.kubernetes.io/name": "web" };
const deny = networkPolicy("shop/deny", { podSelector: {} });
/** A host that leads nowhere, for what is about its TLS. */
const bare = (annotations?: Record<string, unknown>) => ingress("shop/web", host(HOST), annotations);
/** Paths of a host without TLS, for what is about them. */
const to = (...paths: Record<string, unknown>[]) =>
  ingress("shop/web", { ingressClassName: "nginx", rules: [{ http: { paths } }] });
const site = (name = "web", port: number | string = 80) => to(path(name, port));
const web = (spec: object = {}) =>
  service("shop/web", { selector: LABELS, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec });
const cert = (spec: object = {}) => certificate("shop/web", { dnsNames: [HOST], ...spec });
/** A policy that lets peers in to the pods' port. */
const lets = (from: unknown, ports: unknown = [{ port: 8080 }], podSelector: object = { matchLabels: LABELS }) =>
  networkPolicy("shop/web", { podSelector, policyTypes: ["Ingress"], ingress: [{ from, ports }] });
const pods = (spec: object = {}, labels: object = LABELS) => deployment("shop/web", spec, { labels });
const named = (containerPort: number) =>
  pods({ containers: [{ name: "sidecar" }, { name: "web", ports: [{ name: "http", containerPort }] }] });
const { namespaceSelector, podSelector } = CONTROLLER;
const controllerOf = (matchLabels: object) => ({ namespaceSelector, podSelector: { matchLabels } });
const names = (namespace: string) => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });

const good = lets([CONTROLLER]);
const chain = [site(), web()];
const closed = (...policies: TestResource[]) => [...chain, ...policies];
const MINION = { "nginx.org/mergeable-ingress-type": "minion" };
const minion = ingress("shop/web", { ingressClassName: "nginx", rules: host(HOST).rules }, MINION);
const master = ingress("edge/shop", host(HOST), { "nginx.org/mergeable-ingress-type": "master" });
const masterCert = certificate("edge/shop", { dnsNames: [HOST] });

const BACKEND = "spec.rules[0].http.paths[0].backend";
const NO_SERVICE = `${BACKEND} names the Service shop/web, which does not exist`;
const NO_PORT = `${BACKEND} names a port that the Service shop/web does not have`;
const NO_SECRET = "spec.tls[0].secretName names a Secret that no Certificate writes and no issuer is asked for";
const NO_ISSUER = "the issuer that its annotations name does not exist";
const UNNAMED = "spec.tls[0].hosts[0] must be among the dnsNames of the Secret's Certificate";
const NOT_CLOSED = "no network policy closes the pods of Service shop/web";
const NOT_LET = "no network policy lets the controller to the pods of Service shop/web";
const BYPASSED = "NetworkPolicy shop/web lets others than the controller to the pods of Service shop/web";

const letting = (peers: unknown, says: Failing["says"], ports?: unknown): Failing => ({
  resources: closed(lets(peers, ports)),
  says,
});
const tls = (...others: TestResource[]): Failing["resources"] => [bare(), ...others];

export const cases: RuleCases = {
  rule: ingressChainClosed,
  passing: {
    "what the platform publishes": published,
    "a Service and policies for pods from elsewhere": closed(good),
    "pods of the stack, by their labels": [
      ...closed(lets([CONTROLLER], [{ port: 8080 }], { matchLabels: { tier: "front" } })),
      pods({}, { ...LABELS, tier: "front" }),
    ],
    "a policy for all controllers": closed(lets([controllerOf({ "app.kubernetes.io/name": "nginx-ingress" })])),
    "the controller, wherever it is written": closed(
      lets([
        { namespaceSelector: names("monitoring") },
        {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["ingress"] }],
          },
          podSelector,
        },
      ]),
    ),
    "callers of the same namespace beside the controller": closed(lets([CONTROLLER, { podSelector: {} }])),
    "probes of the node": closed(lets([CONTROLLER, { ipBlock: { cidr: "169.254.7.127/32" } }])),
    "addresses on another port": closed(
      good,
      networkPolicy("shop/hook", {
        podSelector: {},
        ingress: [
          { from: [{ ipBlock: { cidr: "10.0.0.0/28" } }], ports: [{ port: 9443 }, { port: 8080, protocol: "UDP" }] },
        ],
      }),
    ),
    "addresses for other pods": closed(
      good,
      networkPolicy("shop/other", { podSelector: { matchLabels: { app: "other" } }, ingress: [{}] }),
    ),
    "a range of ports": closed(lets([CONTROLLER], [{ port: 8000, endPort: 8999 }])),
    "a port by its name": [site("web", "http"), web(), good],
    "a target by its name": [
      site(),
      web({ ports: [{ port: 80, targetPort: "http" }] }),
      lets([CONTROLLER], [{ port: "http" }]),
    ],
    "a target whose name the pods explain": [
      site(),
      web({ ports: [{ port: 80, targetPort: "http" }] }),
      good,
      named(8080),
    ],
    "a target that is the port itself": [site(), web({ ports: [{ port: 80 }] }), lets([CONTROLLER], [{ port: 80 }])],
    "another controller, as the configuration says": {
      resources: closed(lets([{ namespaceSelector: names("edge"), podSelector: { matchLabels: { app: "edge" } } }])),
      config: { controller: { namespace: "edge", labels: { app: "edge" } } },
    },
    "the controller's own namespace": {
      resources: closed(lets([{ podSelector: { matchLabels: { app: "edge" } } }])),
      config: { controller: { namespace: "shop", labels: { app: "edge" } } },
    },
    "a ClusterIssuer by annotation": [
      bare({ "cert-manager.io/cluster-issuer": "letsencrypt" }),
      clusterIssuer("letsencrypt"),
    ],
    "an Issuer by annotation": [bare({ "cert-manager.io/issuer": "own" }), issuer("shop/own")],
    "an Issuer of another kind by annotation": [
      bare({ "cert-manager.io/issuer": "root", "cert-manager.io/issuer-kind": "ClusterIssuer" }),
      clusterIssuer("root"),
    ],
    "an issuer that the cluster has": {
      resources: [bare({ "cert-manager.io/cluster-issuer": "corporate" })],
      config: { issuers: ["ClusterIssuer/corporate"] },
    },
    "a certificate for more hosts": tls(cert({ dnsNames: ["b.example.com", "*.example.com"] })),
    "a minion under a master of another namespace": [minion, master, masterCert],
    "a Service of a chart that was not rendered": [
      site("grafana"),
      { type: "kubernetes:helm.sh/v4:Chart", name: "grafana", props: { namespace: "shop" } },
    ],
    "a patch": [patch(site())],
  },
  failing: {
    "no Service": { resources: [site()], says: NO_SERVICE },
    "a Service of another namespace": {
      resources: [site(), service("store/web", { selector: LABELS, ports: [{ port: 80 }] })],
      says: NO_SERVICE,
    },
    "a Service that is only patched": { resources: [site(), patch(web())], says: NO_SERVICE },
    "no such port": { resources: [site("web", 81), web(), good], says: NO_PORT },
    "no port of that name": { resources: [site("web", "https"), web(), good], says: NO_PORT },
    "a backend without a port": {
      resources: [to({ backend: { service: { name: "web" } } }), web()],
      says: NO_PORT,
    },
    "a backend that is no Service": {
      resources: [to({ backend: { resource: { kind: "Bucket" } } })],
      says: `${BACKEND} must name a Service`,
    },
    "a Service that leads out of the cluster": {
      resources: [site(), web({ selector: null, type: "ExternalName" })],
      says: `${BACKEND} names the Service shop/web, which selects no pods`,
    },
    "a default backend that does not exist": {
      resources: [ingress("shop/web", { defaultBackend: path("web").backend })],
      says: "spec.defaultBackend names the Service shop/web, which does not exist",
    },
    "no secret": {
      resources: [ingress("shop/web", { ...host(HOST), tls: [{ hosts: [HOST] }] })],
      says: "spec.tls[0].secretName must be set",
    },
    "a Secret that nobody issues": { resources: tls(), says: NO_SECRET },
    "a Certificate of another namespace": {
      resources: tls(certificate("store/web", { dnsNames: [HOST] })),
      says: NO_SECRET,
    },
    "a Certificate of another Secret": { resources: tls(cert({ secretName: "other" })), says: NO_SECRET },
    "a Certificate without the host": { resources: tls(cert({ dnsNames: ["b.example.com"] })), says: UNNAMED },
    "a missing issuer by annotation": {
      resources: [bare({ "cert-manager.io/cluster-issuer": "letsencrypt" }), issuer("shop/letsencrypt")],
      says: NO_ISSUER,
    },
    "an Issuer of another namespace by annotation": {
      resources: [bare({ "cert-manager.io/issuer": "own" }), issuer("store/own")],
      says: NO_ISSUER,
    },
    "an issuer of another signer by annotation": {
      resources: [
        bare({ "cert-manager.io/issuer": "own", "cert-manager.io/issuer-group": "awspca.cert-manager.io" }),
        issuer("shop/own"),
      ],
      says: NO_ISSUER,
    },
    "a minion without a master": {
      resources: [minion],
      says: "spec.rules[0].host has no master Ingress, which would have its TLS",
    },
    "a minion whose master has another host": {
      resources: [
        minion,
        ingress("edge/shop", { rules: [{ host: "b.example.com" }] }, { "nginx.org/mergeable-ingress-type": "master" }),
      ],
      says: "spec.rules[0].host has no master Ingress, which would have its TLS",
    },
    "no network policy": { resources: chain, says: NOT_CLOSED },
    "network policies of another namespace": {
      resources: [...chain, networkPolicy("store/deny", { podSelector: {} })],
      says: NOT_CLOSED,
    },
    "a network policy for egress only": {
      resources: [...chain, networkPolicy("shop/out", { podSelector: {}, policyTypes: ["Egress"] })],
      says: NOT_CLOSED,
    },
    "pods that the policy leaves out": {
      resources: [
        ...chain,
        lets([CONTROLLER], [{ port: 8080 }], { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }),
        pods({}, { ...LABELS, tier: "front" }),
      ],
      says: "no network policy closes the pods of Deployment shop/web",
    },
    "only a default deny": { resources: closed(deny), says: NOT_LET },
    "the controller on another port": letting([CONTROLLER], NOT_LET, [{ port: 80 }]),
    "the controller over UDP": letting([CONTROLLER], NOT_LET, [{ port: 8080, protocol: "UDP" }]),
    "the controller of the other class": letting(
      [controllerOf({ "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-internal" })],
      NOT_LET,
    ),
    "the controller in another namespace": letting(
      [{ namespaceSelector: names("ingress-nginx"), podSelector }],
      NOT_LET,
    ),
    "the controller in the namespace itself": letting([{ podSelector }], NOT_LET),
    "pods whose named port is another": {
      resources: [site(), web({ ports: [{ port: 80, targetPort: "http" }] }), good, named(3000)],
      says: "no network policy lets the controller to the pods of Deployment shop/web",
    },
    everybody: letting(null, BYPASSED),
    "all namespaces": letting([{ namespaceSelector: {} }], BYPASSED),
    "all of the controller's namespace": letting([{ namespaceSelector }], BYPASSED),
    "all releases in the controller's namespace": letting(
      [controllerOf({ "app.kubernetes.io/instance": "nginx" })],
      BYPASSED,
    ),
    "the controller's pods in any namespace": letting([{ namespaceSelector: {}, podSelector }], BYPASSED),
    addresses: letting([CONTROLLER, { ipBlock: { cidr: "10.0.0.0/8" } }], BYPASSED),
    "what is no address": letting([CONTROLLER, { ipBlock: { cidr: "169.254.0.0" } }], BYPASSED),
    "everybody, by another policy": {
      resources: closed(good, networkPolicy("shop/open", { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] })),
      says: "NetworkPolicy shop/open lets others than the controller to the pods of Service shop/web",
    },
    "everybody on all ports": letting(null, BYPASSED, []),
    "another controller than the configuration's": {
      ...letting([CONTROLLER], NOT_LET),
      config: { controller: { namespace: "edge" } },
    },
  },
  unknown: {
    "the Service": {
      resources: [site(UNKNOWN), web()],
      says: unknown("spec.rules.0.http.paths.0.backend.service.name"),
    },
    "the name of the only Service": {
      resources: [site(), service(`shop/${UNKNOWN}`, {})],
      says: unknown("metadata.name", `kubernetes:core/v1:Service::shop/${UNKNOWN}`),
    },
    "the Certificate's Secret": {
      resources: tls(cert({ secretName: UNKNOWN })),
      says: unknown("spec.secretName", "kubernetes:cert-manager.io/v1:Certificate::shop/web"),
    },
    "the labels of pods that may be behind": {
      resources: [...closed(good), deployment("shop/web", {}, { labels: UNKNOWN })],
      says: unknown("spec.template.metadata.labels", "kubernetes:apps/v1:Deployment::shop/web"),
    },
    "the namespace of pods that may be behind": {
      resources: [...closed(good), deployment(`${UNKNOWN}/web`, {}, { labels: LABELS })],
      says: unknown("metadata.namespace", `kubernetes:apps/v1:Deployment::${UNKNOWN}/web`),
    },
    "the namespace of an open policy": {
      resources: closed(good, networkPolicy(`${UNKNOWN}/open`, { podSelector: {}, ingress: [{}] })),
      says: unknown("metadata.namespace", `kubernetes:networking.k8s.io/v1:NetworkPolicy::${UNKNOWN}/open`),
    },
    "a peer": {
      resources: closed(good, networkPolicy("shop/more", { podSelector: {}, ingress: [{ from: [UNKNOWN] }] })),
      says: unknown("spec.ingress.0.from.0", "kubernetes:networking.k8s.io/v1:NetworkPolicy::shop/more"),
    },
    "what number pods from elsewhere give a port": {
      resources: [site(), web({ ports: [{ port: 80, targetPort: "http" }] }), good],
      says: unknown("the number of the port http", "kubernetes:core/v1:Service::shop/web"),
    },
    "the master of a minion": {
      resources: [
        minion,
        ingress("edge/shop", { rules: [{ host: UNKNOWN }] }, { "nginx.org/mergeable-ingress-type": "master" }),
      ],
      says: unknown("spec.rules.0.host", "kubernetes:networking.k8s.io/v1:Ingress::edge/shop"),
    },
    "the annotations": {
      resources: [bare(UNKNOWN as unknown as Record<string, unknown>)],
      says: unknown("metadata.annotations"),
    },
  },
};
