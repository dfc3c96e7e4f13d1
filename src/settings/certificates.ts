import { z } from "zod";
import type { Settings } from "./index";
import { dnsLabel } from "./text";
import { zonesOf } from "./zones";

const acme = z
  .strictObject({
    directory: z
      .string()
      .regex(
        /^(staging|production|https:\/\/[^\s/]+\/\S*)$/,
        "must be staging, production or the https address of a directory; write staging",
      )
      .optional()
      .describe(
        "Directory of the ACME server: Let's Encrypt's staging or production, or the address of another. Default: production for hosts of production, staging for others",
      ),
    email: z
      .email("must be an e-mail address; write one that people read")
      .optional()
      .describe("Where the ACME server writes to about the account. Default: nowhere"),
    challenge: z
      .enum(["dns01", "http01"])
      .optional()
      .describe(
        "How a host is shown to be ours: by a record in its zone, or by an answer on port 80. Default: dns01 where the cluster knows DNS zones, else http01",
      ),
  })
  .prefault({})
  .describe("Where certificates of hosts come from; only with issuer acme");

const ca = z.strictObject({ kind: z.literal("ca").describe("A CA of the cluster's own, which cert-manager keeps") });

const vault = z.strictObject({
  kind: z.literal("vault").describe("The PKI of a Vault in the cluster"),
  server: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.svc:\d{1,5}$/,
      "must be https://<service>.<namespace>.svc:<port>, because a NetworkPolicy names its pods; write https://vault.vault.svc:8200",
    )
    .default("https://vault.vault.svc:8200")
    .describe("Address of Vault's Service in the cluster; its pods carry the Service's name as app.kubernetes.io/name"),
  caSecret: dnsLabel("Secret in namespace cert-manager whose ca.crt signed Vault's own certificate", "vault-ca")
    .optional()
    .describe(
      "Secret in namespace cert-manager whose ca.crt signed Vault's own certificate. Default: internal-ca for the platform's own Vault; of another, a public CA did",
    ),
  path: dnsLabel("Mount of the PKI engine", "pki").default("pki"),
  role: dnsLabel("Role of the PKI engine that signs", "internal").default("internal"),
});

/** Who signs certificates. */
export const certificatesSettings = z
  .strictObject({
    issuer: z
      .enum(["acme", "self-signed"])
      .default("acme")
      .describe(
        "Who signs certificates of hosts: an ACME server such as Let's Encrypt, or nobody, where none is reached",
      ),
    acme,
    internal: z
      .discriminatedUnion("kind", [ca, vault])
      .prefault({ kind: "ca" })
      .describe("Who signs certificates of what only the cluster talks to (ClusterIssuer internal)"),
  })
  .prefault({})
  .describe("Certificates, and who signs them");

/** Directories of Let's Encrypt. Certificates of staging are trusted by nobody, and its limits are wide. */
export const letsEncrypt = {
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
  production: "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/** How hosts are shown to be ours. */
export function challengeOf({
  certificates: { acme: given },
  cluster,
}: Pick<Settings, "certificates" | "cluster">): "dns01" | "http01" {
  return given.challenge ?? (zonesOf(cluster).known ? "dns01" : "http01");
}
