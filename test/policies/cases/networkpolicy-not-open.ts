import { networkpolicyNotOpen } from "../../../policies/kubernetes/rules/networkpolicy-not-open";
import { listOf, networkPolicy, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const web = { podSelector: { matchLabels: { app: "web" } } };
const monitoring = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } };
const ports = [{ port: 443, protocol: "TCP" }];
const NO_FROM = "spec.ingress[0] must have peers under from: without them it is open to everyone";
const NO_TO = "spec.egress[0] must have peers under to: without them it is open to everyone";
const ALL_FROM = "spec.ingress[0].from[0] must not select the pods of all namespaces";

const policy = (spec: object) => networkPolicy("shop/web", { podSelector: {}, ...spec });
const from = (...peers: object[]) => policy({ ingress: [{ from: peers, ports }] });
const to = (...peers: object[]) => policy({ egress: [{ to: peers, ports }], policyTypes: ["Egress"] });
const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } });

const wide = (cidr: string): Failing => ({
  resources: [from(block(cidr))],
  says: "spec.ingress[0].from[0].ipBlock.cidr must be narrower: it is open to most of the internet",
});
const metadata = (address: string, ...blocks: object[]): Failing => ({
  resources: [to(...blocks)],
  says: `spec.egress[0].to[0].ipBlock.except must hold ${address}, the cloud's metadata address`,
});

export const cases: RuleCases = {
  rule: networkpolicyNotOpen,
  passing: {
    "a default deny": [policy({ policyTypes: ["Ingress", "Egress"] })],
    "pods of its own namespace": [from({ podSelector: {} }, web)],
    "named namespaces": [from(monitoring, { ...monitoring, ...web })],
    "named pods in any namespace": [to({ namespaceSelector: {}, ...web })],
    "private networks": [to(block("10.0.0.0/8"), block("192.168.0.0/16"), block("fd12::/16"), block("203.0.113.7/32"))],
    "a block without the metadata address": [
      to(block("169.254.0.0/16", "169.254.169.254/32"), block("fd00::/8", "fd00:ec2::/32")),
    ],
    "the metadata address among the clients": [from(block("169.254.169.254/32"))],
    "a node-local cache": [to(block("169.254.20.10/32"))],
  },
  failing: {
    "ingress without peers": { resources: [policy({ ingress: [{ ports }] })], says: NO_FROM },
    "ingress with no peers in the list": { resources: [policy({ ingress: [{ from: [], ports }] })], says: NO_FROM },
    "an empty ingress rule": { resources: [policy({ ingress: [{}] })], says: NO_FROM },
    "an empty egress rule": { resources: [policy({ egress: [{}] })], says: NO_TO },
    "egress that writes its peers as ingress does": { resources: [policy({ egress: [{ from: [web] }] })], says: NO_TO },
    "an empty peer": { resources: [from({})], says: "spec.ingress[0].from[0] must not be empty" },
    "all namespaces": { resources: [from({ namespaceSelector: {} })], says: ALL_FROM },
    "all pods of all namespaces": { resources: [from({ namespaceSelector: {}, podSelector: {} })], says: ALL_FROM },
    "all namespaces by a label that all have": {
      resources: [
        from({ namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }] } }),
      ],
      says: ALL_FROM,
    },
    "all namespaces but one": {
      resources: [
        from({ namespaceSelector: { matchExpressions: [{ key: "team", operator: "NotIn", values: ["red"] }] } }),
      ],
      says: ALL_FROM,
    },
    "all namespaces without a label": {
      resources: [from({ namespaceSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } })],
      says: ALL_FROM,
    },
    "the internet": wide("0.0.0.0/0"),
    "half the internet": wide("0.0.0.0/1"),
    "a quarter of the internet": wide("64.0.0.0/2"),
    "the internet over IPv6": wide("::/0"),
    "what is public of IPv6": wide("2000::/3"),
    "a continent of IPv6": wide("2600::/12"),
    "the internet without private networks": {
      resources: [to(block("0.0.0.0/0", "10.0.0.0/8", "169.254.0.0/16"))],
      says: "spec.egress[0].to[0].ipBlock.cidr must be narrower: it is open to most of the internet",
    },
    "the metadata address": metadata("169.254.169.254", block("169.254.169.254/32")),
    "link-local addresses": metadata("169.254.169.254", block("169.254.0.0/16", "169.254.170.0/24")),
    "link-local addresses written as IPv6": metadata("169.254.169.254", block("::ffff:169.254.0.0/112")),
    "the metadata address over IPv6": metadata("fd00:ec2::254", block("fd00:ec2::/32")),
    "what is no CIDR": { resources: [to(block("10.0.0.0"))], says: "spec.egress[0].to[0].ipBlock.cidr must be a CIDR" },
    "a later peer of a later rule": {
      resources: [policy({ ingress: [{ from: [web] }, { from: [web, { namespaceSelector: {} }] }] })],
      says: "spec.ingress[1].from[1] must not select the pods of all namespaces",
    },
    "a patch": { resources: [patch(policy({ ingress: [{}] }))], says: NO_FROM },
    "an item of a list": {
      resources: [listOf("networking.k8s.io/v1/NetworkPolicyList", "all", policy({ ingress: [{}] }))],
      says: NO_FROM,
    },
    "a former group of the API": {
      resources: [object("extensions/v1beta1/NetworkPolicy", "shop/web", { spec: { ingress: [{}] } })],
      says: NO_FROM,
    },
  },
  unknown: {
    "the peers, while another rule is certainly open": {
      resources: [policy({ ingress: [{}, { from: UNKNOWN }] })],
      says: [NO_FROM, "spec.ingress.1.from is not known before the deployment"],
    },
    "a block": {
      resources: [to({ ipBlock: { cidr: UNKNOWN } })],
      says: "spec.egress.0.to.0.ipBlock.cidr is not known before the deployment",
    },
    "what is excepted": {
      resources: [to({ ipBlock: { cidr: "169.254.0.0/16", except: [UNKNOWN] } })],
      says: "spec.egress.0.to.0.ipBlock.except.0 is not known before the deployment",
    },
    "the namespaces": {
      resources: [from({ namespaceSelector: UNKNOWN })],
      says: "spec.ingress.0.from.0.namespaceSelector is not known before the deployment",
    },
  },
};
