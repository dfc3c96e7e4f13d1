import type { Rule } from "../../lib/rule";
import { backupStoreImmutable } from "./backup-store-immutable";
import { bindingTargetsExist } from "./binding-targets-exist";
import { certificateIssuerExists } from "./certificate-issuer-exists";
import { clusterAdminAllowlist } from "./cluster-admin-allowlist";
import { costOwnedAndBounded } from "./cost-owned-and-bounded";
import { componentIsObserved } from "./component-is-observed";
import { defaultDenyAllowsDns } from "./default-deny-allows-dns";
import { everyPodIsolatedBothWays } from "./every-pod-isolated-both-ways";
import { fluxSourceTrustedAndVerified } from "./flux-source-trusted-and-verified";
import { gitlabBranchProtected } from "./gitlab-branch-protected";
import { gitlabMrApprovals } from "./gitlab-mr-approvals";
import { gitlabProdEnvironmentProtected } from "./gitlab-prod-environment-protected";
import { gitlabProjectCiHardened } from "./gitlab-project-ci-hardened";
import { gitlabTokensExpireMinimal } from "./gitlab-tokens-expire-minimal";
import { gitlabVariablesMaskedProtectedScoped } from "./gitlab-variables-masked-protected-scoped";
import { ingressChainClosed } from "./ingress-chain-closed";
import { meshStrictMtls } from "./mesh-strict-mtls";
import { mountedIdentityBudget } from "./mounted-identity-budget";
import { namespaceDefaultDeny } from "./namespace-default-deny";
import { pdbMatchesWorkload } from "./pdb-matches-workload";
import { pvcClassExists } from "./pvc-class-exists";
import { pvcInBackupSchedule } from "./pvc-in-backup-schedule";
import { referencedConfigExists } from "./referenced-config-exists";
import { replicasAndSpread } from "./replicas-and-spread";
import { stackWithinBudget } from "./stack-within-budget";
import { serviceSelectsPodsAndPorts } from "./service-selects-pods-and-ports";
import { storageclassEncryptedRetained } from "./storageclass-encrypted-retained";
import { uniqueIngressHostPath } from "./unique-ingress-host-path";
import { vaultAuditDevice } from "./vault-audit-device";
import { vaultCiAuthBound } from "./vault-ci-auth-bound";
import { vaultK8sRoleBound } from "./vault-k8s-role-bound";
import { vaultPkiRoleTight } from "./vault-pki-role-tight";
import { vaultPolicyLeastPrivilege } from "./vault-policy-least-privilege";
import { vaultShortLivedNonrootTokens } from "./vault-short-lived-nonroot-tokens";

/** Rules that only the whole stack can decide, and those about Vault and GitLab, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  replicasAndSpread,
  pdbMatchesWorkload,
  serviceSelectsPodsAndPorts,
  referencedConfigExists,
  clusterAdminAllowlist,
  mountedIdentityBudget,
  bindingTargetsExist,
  namespaceDefaultDeny,
  defaultDenyAllowsDns,
  everyPodIsolatedBothWays,
  ingressChainClosed,
  uniqueIngressHostPath,
  meshStrictMtls,
  storageclassEncryptedRetained,
  pvcClassExists,
  pvcInBackupSchedule,
  backupStoreImmutable,
  vaultAuditDevice,
  vaultPolicyLeastPrivilege,
  vaultShortLivedNonrootTokens,
  vaultK8sRoleBound,
  vaultCiAuthBound,
  vaultPkiRoleTight,
  gitlabBranchProtected,
  gitlabMrApprovals,
  gitlabVariablesMaskedProtectedScoped,
  gitlabProdEnvironmentProtected,
  gitlabTokensExpireMinimal,
  gitlabProjectCiHardened,
  certificateIssuerExists,
  costOwnedAndBounded,
  stackWithinBudget,
  fluxSourceTrustedAndVerified,
  componentIsObserved,
];
