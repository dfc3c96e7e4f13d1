import { ingressNoSnippets } from "../../../policies/kubernetes/rules/ingress-no-snippets";
import { unknown } from "../../support/cloud";
import { listOf, NETWORKING, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import { host, ingress, path } from "../../support/publishing";
import type { Failing, RuleCases } from "../../support/rules";

const annotated = (annotations?: Record<string, unknown>) =>
  ingress("shop/web", host("shop.example.com", path("web")), annotations);
const snippet = (key: string): Failing => ({
  resources: [annotated({ [key]: "return 200;" })],
  says: `the annotation ${key} must not be set`,
});

export const cases: RuleCases = {
  rule: ingressNoSnippets,
  passing: {
    "no annotations": [annotated()],
    "annotations of other purpose": [annotated({ "nginx.org/limit-req-rate": "100r/s", "example.com/snippet": "x" })],
    "a key that only begins so": [annotated({ "example.com/some-snippets-limit": "10" })],
  },
  failing: {
    "F5's for the server": snippet("nginx.org/server-snippets"),
    "F5's for a location": snippet("nginx.org/location-snippets"),
    "the retired controller's for a location": snippet("nginx.ingress.kubernetes.io/configuration-snippet"),
    "the retired controller's for the server": snippet("nginx.ingress.kubernetes.io/server-snippet"),
    "the retired controller's for streams": snippet("nginx.ingress.kubernetes.io/stream-snippet"),
    "the retired controller's for sign-in": snippet("nginx.ingress.kubernetes.io/auth-snippet"),
    "the retired controller's for its firewall": snippet("nginx.ingress.kubernetes.io/modsecurity-snippet"),
    "one whose value is unknown": snippetOf(UNKNOWN),
    "an empty one": snippetOf(""),
    "a patch": {
      resources: [patch(annotated({ "nginx.org/server-snippets": "" }))],
      says: "the annotation nginx.org/server-snippets must not be set",
    },
    "an item of a list": {
      resources: [listOf(`${NETWORKING}/IngressList`, "all", annotated({ "nginx.org/server-snippets": "" }))],
      says: "the annotation nginx.org/server-snippets must not be set",
    },
  },
  unknown: {
    "the annotations": {
      resources: [annotated(UNKNOWN as unknown as Record<string, unknown>)],
      says: unknown("metadata.annotations"),
    },
  },
};

function snippetOf(value: string): Failing {
  return {
    resources: [annotated({ "nginx.org/server-snippets": value })],
    says: "the annotation nginx.org/server-snippets must not be set",
  };
}
