import { defaultDenyAllowsDns } from "../../../policies/platform/rules/default-deny-allows-dns";
import { networkPolicy, patch } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const deny = networkPolicy("shop/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const KUBE_SYSTEM = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } };
const KUBE_DNS = { ...KUBE_SYSTEM, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } };
const UDP = { port: 53, protocol: "UDP" };
const TCP = { port: 53, protocol: "TCP" };
const WEB = { matchLabels: { app: "web" } };

const says = (protocol: string, policy = "shop/deny") =>
  `no network policy lets the pods that NetworkPolicy ${policy} selects ask DNS over ${protocol}`;
const BOTH = [says("UDP"), says("TCP")];

/** Allows egress to the peers and ports, for all pods unless `podSelector` says otherwise. */
function allow(peers: unknown, ports: unknown, podSelector: object = {}, place = "shop/dns"): TestResource {
  return networkPolicy(place, { podSelector, policyTypes: ["Egress"], egress: [{ to: peers, ports }] });
}
const only = (labels: Record<string, string>, expressions: object[] = []) => ({
  matchLabels: labels,
  matchExpressions: expressions,
});
const isolates = (podSelector: object) => networkPolicy("shop/deny", { podSelector, policyTypes: ["Egress"] });

export const cases: RuleCases = {
  rule: defaultDenyAllowsDns,
  passing: {
    "the cluster's DNS over both protocols": [deny, allow([KUBE_DNS], [UDP, TCP])],
    "each protocol in a policy of its own": [
      deny,
      allow([KUBE_DNS], [UDP], {}, "shop/udp"),
      allow([KUBE_DNS], [TCP], {}, "shop/tcp"),
    ],
    "all pods of kube-system": [deny, allow([KUBE_SYSTEM], [UDP, TCP])],
    "DNS pods of any namespace": [deny, allow([{ ...KUBE_DNS, namespaceSelector: {} }], [UDP, TCP])],
    "DNS as other distributions label it": [
      deny,
      allow([{ ...KUBE_SYSTEM, podSelector: { matchLabels: { "app.kubernetes.io/name": "coredns" } } }], [UDP, TCP]),
    ],
    "a node-local cache": [deny, allow([{ ipBlock: { cidr: "169.254.20.10/32" } }], [UDP, TCP])],
    "any peer and any port": [deny, allow(null, null)],
    "any port, written as empty lists": [deny, allow([], [])],
    "named ports": [deny, allow([KUBE_DNS], [{ port: "dns", protocol: "UDP" }, { port: "dns-tcp" }])],
    "a range of ports": [
      deny,
      allow(
        [KUBE_DNS],
        [
          { port: 50, endPort: 60, protocol: "UDP" },
          { port: 1, endPort: 53 },
        ],
      ),
    ],
    "the policy that isolates allows it itself": [allow([KUBE_DNS], [UDP, TCP], WEB)],
    "some pods, covered by a policy for more": [
      isolates(only({ app: "web", tier: "front" })),
      allow([KUBE_DNS], [UDP, TCP], WEB),
    ],
    "some pods, covered by an expression": [
      isolates(only({ app: "web" })),
      allow([KUBE_DNS], [UDP, TCP], only({}, [{ key: "app", operator: "In", values: ["web", "api"] }])),
    ],
    "some pods, covered by a label's existence": [
      isolates(only({ app: "web" })),
      allow([KUBE_DNS], [UDP, TCP], only({}, [{ key: "app", operator: "Exists" }])),
    ],
    "some pods, covered by a label's other values": [
      isolates(only({ app: "web" })),
      allow([KUBE_DNS], [UDP, TCP], only({}, [{ key: "app", operator: "NotIn", values: ["batch"] }])),
    ],
    "pods without a label, covered by the same": [
      isolates(only({}, [{ key: "offline", operator: "DoesNotExist" }])),
      allow([KUBE_DNS], [UDP, TCP], only({}, [{ key: "offline", operator: "DoesNotExist" }])),
    ],
    "egress that is not denied": [networkPolicy("shop/in", { podSelector: {}, policyTypes: ["Ingress"] })],
    "a policy of kube-system itself": [
      networkPolicy("kube-system/deny", { podSelector: {}, policyTypes: ["Egress"] }),
      allow([{ podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }], [UDP, TCP], {}, "kube-system/dns"),
    ],
  },
  failing: {
    "nothing allowed": { resources: [deny], says: BOTH },
    "only UDP": { resources: [deny, allow([KUBE_DNS], [UDP])], on: deny.type + "::shop/deny", says: says("TCP") },
    "a port without protocol, which means TCP": {
      resources: [isolates(WEB), allow([KUBE_DNS], [{ port: 53 }], WEB, "shop/zz")],
      on: deny.type + "::shop/deny",
      says: says("UDP"),
    },
    "another port": {
      resources: [deny, allow([KUBE_DNS], [{ port: 443, protocol: "UDP" }, { port: 54 }])],
      says: BOTH,
    },
    "another range of ports": {
      resources: [deny, allow([KUBE_DNS], [{ port: 54, endPort: 60, protocol: "UDP" }])],
      says: BOTH,
    },
    "DNS pods of its own namespace": {
      resources: [deny, allow([{ podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }], [UDP, TCP])],
      says: BOTH,
    },
    "other pods of kube-system": {
      resources: [deny, allow([{ ...KUBE_SYSTEM, podSelector: WEB }], [UDP, TCP])],
      says: BOTH,
    },
    "another namespace": {
      resources: [
        deny,
        allow([{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "dns" } } }], [UDP, TCP]),
      ],
      says: BOTH,
    },
    "a policy of another namespace": { resources: [deny, allow([KUBE_DNS], [UDP, TCP], {}, "store/dns")], says: BOTH },
    "only for some of the pods": { resources: [deny, allow([KUBE_DNS], [UDP, TCP], WEB)], says: BOTH },
    "only for other values of the label": {
      resources: [
        isolates(only({}, [{ key: "app", operator: "In", values: ["web", "api"] }])),
        allow([KUBE_DNS], [UDP, TCP], WEB),
      ],
      says: BOTH,
    },
    "a rule that its policy types leave out": {
      resources: [deny, networkPolicy("shop/dns", { podSelector: {}, policyTypes: ["Ingress"], egress: [{}] })],
      says: BOTH,
    },
    "a patch that allows it, which makes no policy": {
      resources: [deny, patch(allow([KUBE_DNS], [UDP, TCP]))],
      says: BOTH,
    },
    "the pods of one policy that others do not cover": {
      resources: [
        networkPolicy("shop/batch", {
          podSelector: { matchLabels: { app: "batch" } },
          egress: [{ to: [{ podSelector: {} }] }],
        }),
      ],
      says: [says("UDP", "shop/batch"), says("TCP", "shop/batch")],
    },
  },
  unknown: {
    "the port": {
      resources: [deny, allow([KUBE_DNS], [TCP, { port: UNKNOWN, protocol: "UDP" }])],
      says: "spec.egress.0.ports.1.port of kubernetes:networking.k8s.io/v1:NetworkPolicy::shop/dns is not known before the deployment",
    },
    "the namespace of the policy that allows it": {
      resources: [deny, allow([KUBE_DNS], [UDP, TCP], {}, `${UNKNOWN}/dns`)],
      says: [
        `metadata.namespace of kubernetes:networking.k8s.io/v1:NetworkPolicy::${UNKNOWN}/dns is not known before the deployment`,
        "metadata.namespace is not known before the deployment",
      ],
    },
  },
};
