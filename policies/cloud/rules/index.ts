import type { Rule } from "../../lib/rule";
import { aksApiPrivate } from "./aks-api-private";
import { aksDiagnosticsAttached } from "./aks-diagnostics-attached";
import { aksEntraNoLocalAccounts } from "./aks-entra-no-local-accounts";
import { aksKmsHostencryptionIdentity } from "./aks-kms-hostencryption-identity";
import { aksNetworkPolicy } from "./aks-network-policy";
import { backupPlanCoversVolumes } from "./backup-plan-covers-volumes";
import { ecrImmutableScanKms } from "./ecr-immutable-scan-kms";
import { eksAccessEntriesOnly } from "./eks-access-entries-only";
import { eksControlPlaneLogs } from "./eks-control-plane-logs";
import { eksEndpointPrivate } from "./eks-endpoint-private";
import { eksSecretsKms } from "./eks-secrets-kms";
import { eksVersionAndDeletionProtection } from "./eks-version-and-deletion-protection";
import { iamNoStarNoStaticKeys } from "./iam-no-star-no-static-keys";
import { irsaPinnedToExistingSa } from "./irsa-pinned-to-existing-sa";
import { keyvaultAcrHardening } from "./keyvault-acr-hardening";
import { kmsRotationNoStar } from "./kms-rotation-no-star";
import { nodeImdsv2Encrypted } from "./node-imdsv2-encrypted";
import { nodegroupPrivateNoSsh } from "./nodegroup-private-no-ssh";
import { s3Baseline } from "./s3-baseline";
import { sgNoWorldIngress } from "./sg-no-world-ingress";
import { statefulResourcesProtected } from "./stateful-resources-protected";
import { tlsStrongShortCerts } from "./tls-strong-short-certs";
import { vpcFlowLogsClosedDefaultSg } from "./vpc-flow-logs-closed-default-sg";

/** Rules about resources of clouds and of other providers, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  statefulResourcesProtected,
  eksEndpointPrivate,
  eksSecretsKms,
  eksControlPlaneLogs,
  eksAccessEntriesOnly,
  eksVersionAndDeletionProtection,
  nodeImdsv2Encrypted,
  nodegroupPrivateNoSsh,
  sgNoWorldIngress,
  vpcFlowLogsClosedDefaultSg,
  s3Baseline,
  kmsRotationNoStar,
  ecrImmutableScanKms,
  irsaPinnedToExistingSa,
  iamNoStarNoStaticKeys,
  backupPlanCoversVolumes,
  aksApiPrivate,
  aksEntraNoLocalAccounts,
  aksNetworkPolicy,
  aksKmsHostencryptionIdentity,
  keyvaultAcrHardening,
  aksDiagnosticsAttached,
  tlsStrongShortCerts,
];
