import { vaultShortLivedNonrootTokens } from "../../../policies/platform/rules/vault-short-lived-nonroot-tokens";
import { unknown } from "../../support/cloud";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { appRole, jwtRole, kubernetesRole, token } from "../../support/vault";
import type { Failing, RuleCases } from "../../support/rules";

const short = (props: object) => token({ policies: ["shop"], ttl: "1h", ...props });
const NO_END = "tokenMaxTtl or tokenExplicitMaxTtl must be set, to at most 24 hours";
const NO_TOKEN_END = "ttl or explicitMaxTtl must be set, to at most 24 hours";
const PERIOD = "tokenPeriod must not be set: the token could be renewed for ever";
const bad = (resource: TestResource, ...says: string[]): Failing => ({ resources: [resource], says });

export const cases: RuleCases = {
  rule: vaultShortLivedNonrootTokens,
  passing: {
    "roles of every kind": [kubernetesRole(), jwtRole(), appRole()],
    "the other way to end": [jwtRole({ tokenMaxTtl: null, tokenExplicitMaxTtl: 86_400, tokenPeriod: 0 })],
    "a token": [short({})],
    "a token that ends in other ways": [
      short({ ttl: null, explicitMaxTtl: "1d" }),
      short({ ttl: "3600", period: "0" }),
    ],
    "a token by a role": [token({ roleName: "shop", ttl: "30m" })],
    "more, as the configuration says": { resources: [jwtRole({ tokenMaxTtl: 172_800 })], config: { maxHours: 48 } },
  },
  failing: {
    "root by Kubernetes": bad(kubernetesRole({ tokenPolicies: ["shop", "root"] }), "tokenPolicies must not hold root"),
    "no end by AppRole": bad(appRole({ tokenMaxTtl: null }), NO_END),
    "Vault's own end": bad(jwtRole({ tokenMaxTtl: 0 }), NO_END),
    "a month": bad(jwtRole({ tokenMaxTtl: 2_592_000 }), NO_END),
    "renewal for ever": bad(kubernetesRole({ tokenPeriod: 3600 }), PERIOD),
    "a root token": bad(token({ policies: ["root"], ttl: "1h" }), "policies must not hold root"),
    "a token with its parent's policies": bad(
      token({ ttl: "1h" }),
      "policies must be named: without them the token has all of its parent's",
    ),
    "a token for a year": bad(short({ ttl: "8760h" }), NO_TOKEN_END),
    "a token without an end": bad(short({ ttl: null }), NO_TOKEN_END),
    "a token with an end that is none": bad(short({ ttl: "soon" }), NO_TOKEN_END),
    "a periodic token": bad(short({ period: "24h" }), "period must not be set: the token could be renewed for ever"),
  },
  unknown: {
    "a policy": { resources: [jwtRole({ tokenPolicies: [UNKNOWN] })], says: unknown("tokenPolicies.0") },
    "the end, while it is root": {
      resources: [jwtRole({ tokenPolicies: ["root"], tokenMaxTtl: UNKNOWN })],
      says: ["tokenPolicies must not hold root", unknown("tokenMaxTtl")],
    },
    "the period": { resources: [jwtRole({ tokenPeriod: UNKNOWN })], says: unknown("tokenPeriod") },
    "the role of a token": { resources: [token({ ttl: "1h", roleName: UNKNOWN })], says: unknown("roleName") },
  },
};
