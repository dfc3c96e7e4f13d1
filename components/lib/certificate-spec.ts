/** What cert-manager is asked for. */
export interface CertificateRequest {
  /** Name of the Certificate, and of the Secret that holds what is issued. */
  name: string;
  /** ClusterIssuer. */
  issuer: string;
  dnsNames: string[];
}

/** `spec` of a Certificate: a new key every time, valid for 90 days at most. */
export function certificateSpec({ name, issuer, dnsNames }: CertificateRequest) {
  return {
    secretName: name,
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
    dnsNames,
    duration: "2160h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    usages: ["digital signature", "server auth"],
  };
}
