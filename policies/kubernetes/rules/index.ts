import type { Rule } from "../../lib/rule";
import { admissionWebhookFailClosed } from "./admission-webhook-fail-closed";
import { automountTokenOff } from "./automount-token-off";
import { backupRpoAndRetention } from "./backup-rpo-and-retention";
import { dropAllCapabilities } from "./drop-all-capabilities";
import { imageFromApprovedRegistry } from "./image-from-approved-registry";
import { imagePinnedByDigest } from "./image-pinned-by-digest";
import { ingressNoSnippets } from "./ingress-no-snippets";
import { ingressTlsHosts } from "./ingress-tls-hosts";
import { namespacePssLabel } from "./namespace-pss-label";
import { networkpolicyNotOpen } from "./networkpolicy-not-open";
import { noBarePods } from "./no-bare-pods";
import { noBindEscalateImpersonate } from "./no-bind-escalate-impersonate";
import { noBroadSecretRead } from "./no-broad-secret-read";
import { noDangerousSubresources } from "./no-dangerous-subresources";
import { noDefaultNamespace } from "./no-default-namespace";
import { noDefaultServiceaccount } from "./no-default-serviceaccount";
import { noHostNamespaces } from "./no-host-namespaces";
import { noHostPath } from "./no-host-path";
import { noHostPort } from "./no-host-port";
import { noLegacyTokenSecret } from "./no-legacy-token-secret";
import { noPrivilegeEscalation } from "./no-privilege-escalation";
import { noPrivilegedContainers } from "./no-privileged-containers";
import { noRuntimeSocket } from "./no-runtime-socket";
import { noSecretsInEnv } from "./no-secrets-in-env";
import { noSystemGroupBindings } from "./no-system-group-bindings";
import { noUnsafeKernelKnobs } from "./no-unsafe-kernel-knobs";
import { noWildcardRules } from "./no-wildcard-rules";
import { probesPresentAndDistinct } from "./probes-present-and-distinct";
import { readOnlyRootFilesystem } from "./read-only-root-filesystem";
import { resourcesDeclared } from "./resources-declared";
import { restrictedVolumeTypes } from "./restricted-volume-types";
import { runAsNonRoot } from "./run-as-non-root";
import { seccompRuntimeDefault } from "./seccomp-runtime-default";
import { serviceNotPublic } from "./service-not-public";

/** Rules about single Kubernetes objects, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  noPrivilegedContainers,
  noHostNamespaces,
  noHostPath,
  noHostPort,
  dropAllCapabilities,
  noPrivilegeEscalation,
  runAsNonRoot,
  seccompRuntimeDefault,
  readOnlyRootFilesystem,
  noUnsafeKernelKnobs,
  restrictedVolumeTypes,
  imagePinnedByDigest,
  imageFromApprovedRegistry,
  resourcesDeclared,
  probesPresentAndDistinct,
  noSecretsInEnv,
  noRuntimeSocket,
  noBarePods,
  namespacePssLabel,
  noDefaultNamespace,
  noWildcardRules,
  noBindEscalateImpersonate,
  noBroadSecretRead,
  noDangerousSubresources,
  noSystemGroupBindings,
  noDefaultServiceaccount,
  automountTokenOff,
  noLegacyTokenSecret,
  admissionWebhookFailClosed,
  networkpolicyNotOpen,
  serviceNotPublic,
  ingressTlsHosts,
  ingressNoSnippets,
  backupRpoAndRetention,
];
