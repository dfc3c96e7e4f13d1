import { isAdmitted } from "./policy";
import type { Rule } from "../rule";

const CLOUD = "a resource of a cloud";
const VAULT = "a resource of Vault";
const GITLAB = "a resource of GitLab";

/** Why rules about single resources hold in plans alone. */
const REASONS: Readonly<Record<string, string>> = {
  "stateful-resources-protected": "an option of the program",
  "eks-endpoint-private": CLOUD,
  "eks-secrets-kms": CLOUD,
  "eks-control-plane-logs": CLOUD,
  "eks-access-entries-only": CLOUD,
  "eks-version-and-deletion-protection": CLOUD,
  "node-imdsv2-encrypted": CLOUD,
  "sg-no-world-ingress": CLOUD,
  "kms-rotation-no-star": CLOUD,
  "ecr-immutable-scan-kms": CLOUD,
  "iam-no-star-no-static-keys": CLOUD,
  "aks-api-private": CLOUD,
  "aks-entra-no-local-accounts": CLOUD,
  "aks-network-policy": CLOUD,
  "aks-kms-hostencryption-identity": CLOUD,
  "keyvault-acr-hardening": CLOUD,
  "tls-strong-short-certs": "keys and certificates that the program makes",
  "vault-policy-least-privilege": VAULT,
  "vault-short-lived-nonroot-tokens": VAULT,
  "vault-ci-auth-bound": VAULT,
  "vault-pki-role-tight": VAULT,
  "gitlab-variables-masked-protected-scoped": GITLAB,
  "gitlab-tokens-expire-minimal": GITLAB,
  "no-default-namespace": "the API server has filled the namespace in before it asks, and no team may write to default",
  "admission-webhook-fail-closed": "the API server asks no policy about webhooks, so that a bad one locks nobody out",
  "backup-rpo-and-retention": "only the platform makes Schedules, and CEL cannot tell how far apart two runs are",
};

/** Why the API server cannot decide the rule; undefined where it can. */
export function reasonOf(rule: Rule): string | undefined {
  if (rule.kind === "stack") return "joins several objects";
  return isAdmitted(rule) ? undefined : REASONS[rule.name];
}

/** Rules that the table gives a reason. */
export const reasoned: readonly string[] = Object.keys(REASONS);
