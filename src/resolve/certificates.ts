import type { Settings } from "../settings";
import { challengeOf, letsEncrypt } from "../settings/certificates";
import { inClusterAddress } from "../settings/vault";

/** Who signs certificates. */
export interface CertificatesPlan {
  /** ACME servers and how hosts are shown to be ours. @default absent - certificates of hosts are self-signed */
  acme?: {
    issuers: { name: string; directory: string }[];
    email?: string;
    challenge: "dns01" | "http01";
  };
  /** Who signs for what only the cluster talks to. */
  internal: Settings["certificates"]["internal"];
}

export function certificatesPlan(settings: Settings): CertificatesPlan {
  const { issuer, acme } = settings.certificates;
  const internal = internalSigner(settings.certificates.internal);
  if (issuer === "self-signed") return { internal };
  return { acme: { issuers: acmeIssuers(settings), email: acme.email, challenge: challengeOf(settings) }, internal };
}

/** The platform's own Vault has its certificate from the cluster's CA. */
function internalSigner(internal: CertificatesPlan["internal"]): CertificatesPlan["internal"] {
  if (internal.kind === "ca" || internal.server !== inClusterAddress) return internal;
  return { ...internal, caSecret: internal.caSecret ?? "internal-ca" };
}

function acmeIssuers({ certificates: { acme }, environments }: Settings) {
  const named = (name: "staging" | "production") => ({ name: `letsencrypt-${name}`, directory: letsEncrypt[name] });
  switch (acme.directory) {
    case "staging":
      return [named("staging")];
    case "production":
    case undefined:
      return [
        named("staging"),
        ...(environments.some(({ name }) => name === "production") ? [named("production")] : []),
      ];
    default:
      return [{ name: "acme", directory: acme.directory }];
  }
}

/**
 * The ClusterIssuer for hosts of an environment. Only production's come from Let's Encrypt's production directory, even
 * in a stack that carries more: what is tried out elsewhere must not use up the limits of the domain.
 */
export function hostIssuer(environment: string, { acme }: CertificatesPlan): string {
  if (!acme) return "self-signed";
  const production = environment === "production" && acme.issuers.find(({ name }) => name === "letsencrypt-production");
  return (production || acme.issuers[0]!).name;
}
