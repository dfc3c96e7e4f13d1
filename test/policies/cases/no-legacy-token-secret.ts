import { noLegacyTokenSecret } from "../../../policies/kubernetes/rules/no-legacy-token-secret";
import { listOf, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const SAYS = "type must not be kubernetes.io/service-account-token";
const secret = (type: string) =>
  object("core/v1/Secret", "shop/token", { type, data: { token: "c2VjcmV0" }, stringData: { password: "hunter2" } });
const token = secret("kubernetes.io/service-account-token");

export const cases: RuleCases = {
  rule: noLegacyTokenSecret,
  passing: {
    "other types": [secret("Opaque"), secret("kubernetes.io/tls")],
    "no type": [object("core/v1/Secret", "shop/keys", { data: UNKNOWN })],
    "a ConfigMap of that type": [
      object("core/v1/ConfigMap", "shop/odd", { type: "kubernetes.io/service-account-token" }),
    ],
  },
  failing: {
    "a token": { resources: [token], says: SAYS },
    "a token written as a custom resource": { resources: [{ ...token, type: "kubernetes:v1:Secret" }], says: SAYS },
    "a patch": { resources: [patch(token)], says: SAYS },
    "an item of a list": { resources: [listOf("core/v1/SecretList", "all", token)], says: SAYS },
  },
  unknown: {
    "the type": { resources: [secret(UNKNOWN)], says: "type is not known before the deployment" },
  },
};
