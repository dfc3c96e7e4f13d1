import { objectRule } from "../../lib/kubernetes/rule";
import type { Body } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";

export const noLegacyTokenSecret = objectRule<Body & { type?: string }>({
  name: "no-legacy-token-secret",
  title: "No tokens that never expire",
  description:
    "A Secret must not ask for a service account token: such a token never expires and is read by whoever reads Secrets.",
  group: "access",
  severity: "high",
  levels: MMM,
  references: ["Kyverno deny-secret-service-account-token-type"],
  remedy: "Use a projected serviceAccountToken volume, or the TokenRequest API, with an audience and an expiry.",
  kinds: ["core/Secret"],
  check(secret, report) {
    if (secret.body.type === "kubernetes.io/service-account-token") {
      report.violation("type must not be kubernetes.io/service-account-token");
    }
  },
  admission: {
    checks: [
      {
        holds: "object.?type.orValue('') != 'kubernetes.io/service-account-token'",
        message: "type must not be kubernetes.io/service-account-token",
      },
    ],
  },
});
