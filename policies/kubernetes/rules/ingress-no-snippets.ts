import { celText } from "../../lib/admission/admission";
import { INGRESS, type Ingress } from "../../lib/kubernetes/ingress";
import { objectRule } from "../../lib/kubernetes/rule";
import { MMM } from "../../lib/levels";
import { entries } from "../../lib/unknowns";

/** `nginx.org/server-snippets` of F5's controller, `nginx.ingress.kubernetes.io/configuration-snippet` of the retired one. */
const SNIPPET = /-snippets?$/;

export const ingressNoSnippets = objectRule<Ingress>({
  name: "ingress-no-snippets",
  title: "No configuration of the proxy in an Ingress",
  description:
    "An Ingress must not carry snippets: the controller writes them into its own configuration, so that whoever can write an Ingress reads the controller's token and every TLS key.",
  group: "network",
  severity: "critical",
  levels: MMM,
  references: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154", "KCV-0093", "C-0059", "CVE-2021-25742"],
  remedy: "Use the annotation that the controller has for the purpose, or ask for one in the platform's defaults.",
  kinds: [INGRESS],
  check({ body }, report) {
    report.each(
      () => entries(body.metadata?.annotations),
      ([key]) => {
        if (SNIPPET.test(key)) report.violation(`the annotation ${key} must not be set`);
      },
    );
  },
  admission: {
    checks: [
      {
        holds: `!dyn(object).metadata.?annotations.orValue({}).exists(k, k.matches(${celText(SNIPPET.source)}))`,
        message: "annotations with snippets must not be set",
      },
    ],
  },
});
