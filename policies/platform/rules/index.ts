import type { Rule } from "../../lib/rule";
import { bindingTargetsExist } from "./binding-targets-exist";
import { clusterAdminAllowlist } from "./cluster-admin-allowlist";
import { defaultDenyAllowsDns } from "./default-deny-allows-dns";
import { everyPodIsolatedBothWays } from "./every-pod-isolated-both-ways";
import { mountedIdentityBudget } from "./mounted-identity-budget";
import { namespaceDefaultDeny } from "./namespace-default-deny";

/** Rules that only the whole stack can decide, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  clusterAdminAllowlist,
  mountedIdentityBudget,
  bindingTargetsExist,
  namespaceDefaultDeny,
  defaultDenyAllowsDns,
  everyPodIsolatedBothWays,
];
