import type { DnsZones } from "../lib/dns-zones";

/** Who signs for hosts over ACME, and how it is shown that they are ours. */
export interface AcmeSettings {
  issuers: { name: string; directory: string }[];
  /** Where the server writes to about the account. @default nowhere */
  email?: string;
  challenge: "dns01" | "http01";
}

export interface VaultSettings {
  /** Address of Vault. */
  server: string;
  /** Mount of the PKI engine. */
  path: string;
  /** Role of the PKI engine that signs. */
  role: string;
  /** Secret whose ca.crt signed Vault's own certificate. @default a public CA did */
  caSecret?: string;
}

/** One ACME server. Its account's key is made by cert-manager and stays in the cluster. */
export function acmeSpec(
  { name, directory }: AcmeSettings["issuers"][number],
  { email, challenge }: Pick<AcmeSettings, "email" | "challenge">,
  zones?: DnsZones,
) {
  return {
    acme: {
      server: directory,
      ...(email === undefined ? {} : { email }),
      privateKeySecretRef: { name: `${name}-account` },
      solvers: challenge === "http01" ? [http01] : dns01(zones!),
    },
  };
}

/** Solvers get no NodePort, which quotas of namespaces refuse. */
const http01 = { http01: { ingress: { ingressClassName: "nginx", serviceType: "ClusterIP" } } };

/** Without any credential: cert-manager's pods have an identity that the cloud trusts. */
function dns01(zones: DnsZones): object[] {
  if (zones.kind === "azure") {
    const { subscriptionId: subscriptionID, tenantId: tenantID } = zones;
    return zones.zones.map(({ resourceGroup: resourceGroupName, name: hostedZoneName }) => ({
      selector: { dnsZones: [hostedZoneName] },
      dns01: { azureDNS: { subscriptionID, resourceGroupName, hostedZoneName, managedIdentity: { tenantID } } },
    }));
  }
  const { region, zoneIds } = zones;
  // Of several zones cert-manager finds the right one by its name, which an ID does not tell.
  const only = zoneIds.length === 1 ? { hostedZoneID: zoneIds[0] } : {};
  return [{ dns01: { route53: { region, ...only } } }];
}

/** The root that signs everything inside: ten years, so that whoever trusts it need not follow it around. */
export function rootSpec(issuer: string) {
  return {
    isCA: true,
    commonName: "Platform internal CA",
    secretName: "internal-ca",
    duration: "87600h",
    renewBefore: "8760h",
    privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Never" },
    usages: ["cert sign", "crl sign"],
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: issuer },
  };
}

/** Vault's PKI; cert-manager signs in with a token of its own account, for Vault alone. */
export function vaultSpec({ server, path, role, caSecret }: VaultSettings, serviceAccount: string) {
  return {
    vault: {
      server,
      path: `${path}/sign/${role}`,
      ...(caSecret === undefined ? {} : { caBundleSecretRef: { name: caSecret, key: "ca.crt" } }),
      auth: {
        kubernetes: {
          mountPath: "/v1/auth/kubernetes",
          role: "cert-manager",
          serviceAccountRef: { name: serviceAccount, audiences: ["vault"] },
        },
      },
    },
  };
}
