import { serviceNotPublic } from "../../../policies/kubernetes/rules/service-not-public";
import { unknown } from "../../support/cloud";
import { listOf, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const service = (spec: object, annotations: object = {}) =>
  object("core/v1/Service", "ingress/nginx", { spec }, { annotations });
const balancer = (spec: object = {}, annotations: object = {}) =>
  service({ type: "LoadBalancer", ...spec }, annotations);
const internal = (annotation: string, value: string) => balancer({}, { [annotation]: value });
const ranged = (...loadBalancerSourceRanges: string[]) => balancer({ loadBalancerSourceRanges });
const RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

const PUBLIC = "a LoadBalancer must be internal by annotation, or have narrow spec.loadBalancerSourceRanges";
const NODE_PORT = "spec.type must not be NodePort: it opens a port of every node";
const EXTERNAL_IPS = "spec.externalIPs must not be set: they take over traffic for any address";
const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";

export const cases: RuleCases = {
  rule: serviceNotPublic,
  passing: {
    "a Service of the cluster": [service({ type: "ClusterIP" }), service({}), service({ type: "ExternalName" })],
    "an internal load balancer of AWS": [internal(SCHEME, "internal")],
    "an internal load balancer of old": [internal("service.beta.kubernetes.io/aws-load-balancer-internal", "true")],
    "an internal load balancer of Azure": [internal("service.beta.kubernetes.io/azure-load-balancer-internal", "true")],
    "an internal load balancer of Google": [internal("networking.gke.io/load-balancer-type", "Internal")],
    "networks of clients": [ranged("203.0.113.0/24", "10.0.0.0/8", "2001:db8::/32")],
    "networks of clients by annotation": [balancer({}, { [RANGES]: "203.0.113.0/24, 198.51.100.0/24" })],
    "a patch that leaves things alone": [patch(service({ ports: [] }))],
    "a patch with networks of clients": [patch(service({ loadBalancerSourceRanges: ["203.0.113.0/24"] }))],
  },
  failing: {
    "a load balancer for everybody": { resources: [balancer()], says: PUBLIC },
    "a load balancer that says it is public": { resources: [internal(SCHEME, "internet-facing")], says: PUBLIC },
    "an annotation that says no": {
      resources: [internal("service.beta.kubernetes.io/azure-load-balancer-internal", "false")],
      says: PUBLIC,
    },
    "no networks in the list": { resources: [ranged()], says: PUBLIC },
    "the internet among the networks": { resources: [ranged("203.0.113.0/24", "0.0.0.0/0")], says: PUBLIC },
    "half the internet": { resources: [ranged("128.0.0.0/1")], says: PUBLIC },
    "what is no network": { resources: [ranged("203.0.113.7")], says: PUBLIC },
    "the internet by annotation": { resources: [balancer({}, { [RANGES]: "0.0.0.0/0" })], says: PUBLIC },
    "an annotation that the field overrides": {
      resources: [balancer({ loadBalancerSourceRanges: ["::/0"] }, { [RANGES]: "203.0.113.0/24" })],
      says: PUBLIC,
    },
    "a port of every node": { resources: [service({ type: "NodePort" })], says: NODE_PORT },
    "external addresses": { resources: [service({ externalIPs: ["203.0.113.7"] })], says: EXTERNAL_IPS },
    "a patch that opens it": { resources: [patch(service({ type: "LoadBalancer" }))], says: PUBLIC },
    "a patch that lets everybody in": {
      resources: [patch(service({ loadBalancerSourceRanges: ["0.0.0.0/0"] }))],
      says: "spec.loadBalancerSourceRanges must be narrow",
    },
    "a patch that opens it to everybody": {
      resources: [patch(balancer({ loadBalancerSourceRanges: ["0.0.0.0/0"] }))],
      says: PUBLIC,
    },
    "an item of a list": { resources: [listOf("core/v1/ServiceList", "all", balancer())], says: PUBLIC },
  },
  unknown: {
    "the type": { resources: [service({ type: UNKNOWN })], says: unknown("spec.type") },
    "the annotation that makes it internal": {
      resources: [internal(SCHEME, UNKNOWN)],
      says: unknown(`metadata.annotations.${SCHEME}`),
    },
    "a network, while external addresses are certain": {
      resources: [balancer({ loadBalancerSourceRanges: [UNKNOWN], externalIPs: ["203.0.113.7"] })],
      says: [EXTERNAL_IPS, unknown("spec.loadBalancerSourceRanges.0")],
    },
    "the external addresses": { resources: [service({ externalIPs: UNKNOWN })], says: unknown("spec.externalIPs") },
  },
};
