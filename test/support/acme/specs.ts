/** Zones of DNS in which challenges are answered, as the cluster gives them. */
interface Zones {
  kind: "route53";
  region: string;
  zoneIds: string[];
}

/** One ACME server, with DNS-01 in one zone. */
export function acmeSpec(
  { name, directory }: { name: string; directory: string },
  { email }: { email?: string; challenge: "dns01" },
  { region, zoneIds }: Zones,
) {
  return {
    acme: {
      server: directory,
      ...(email === undefined ? {} : { email }),
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ dns01: { route53: { region, hostedZoneID: zoneIds[0] } } }],
    },
  };
}

/** The root that signs everything inside. */
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

/** A certificate for one host. */
export function certificateSpec({ host, issuer }: { host: string; issuer: string }) {
  return {
    secretName: host,
    dnsNames: [host],
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
    duration: "2160h",
    renewBeforePercentage: 33,
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    usages: ["digital signature", "server auth"],
  };
}
