import { isTrue, propsOf } from "../../lib/cloud/resources";
import { AMM } from "../../lib/levels";
import { resourceRule, type Resource } from "../../lib/rule";
import type { Report } from "../../lib/report";
import { text } from "../../lib/unknowns";

const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const LOCALLY_SIGNED = "tls:index/locallySignedCert:LocallySignedCert";

/** The provider's own defaults are weaker: P224 and 2048. */
const CURVES = ["P256", "P384", "P521"];
const RSA_BITS = 3072;
/** 90 days. */
const HOURS = 2160;
/** Ten years: what trusts an authority must be changed by hand. */
const CA_HOURS = 87_600;

interface Key {
  algorithm: string;
  rsaBits: number;
  ecdsaCurve: string;
}

interface Certificate {
  validityPeriodHours: number;
  isCaCertificate: boolean;
}

export const tlsStrongShortCerts = resourceRule({
  name: "tls-strong-short-certs",
  title: "Keys are strong, certificates short",
  description:
    "A key that Pulumi makes must be ECDSA, ED25519 or RSA of 3072 bits, and a certificate must end within 90 days, since nothing renews it but a deployment; in production an authority signs it.",
  group: "tls",
  severity: "high",
  levels: AMM,
  references: [],
  remedy:
    "Let cert-manager or Vault issue certificates. Where Pulumi must: set algorithm ECDSA with ecdsaCurve P256, and a shorter validityPeriodHours. Other ceilings: maxHours and maxCaHours in the policy's configuration.",
  config: {
    properties: {
      maxHours: { type: "number", default: HOURS, description: "Longest validity of a certificate, in hours." },
      maxCaHours: {
        type: "number",
        default: CA_HOURS,
        description: "Longest validity of an authority's certificate, in hours.",
      },
    },
  },
  applies: (type) => [PRIVATE_KEY, SELF_SIGNED, LOCALLY_SIGNED].includes(type),
  check(resource, report) {
    if (resource.type === PRIVATE_KEY) checkKey(propsOf<Key>(resource), report);
    else checkCertificate(resource, report);
  },
});

function checkKey(key: Partial<Key>, report: Report): void {
  report.attempt(() => {
    switch (text(key.algorithm)) {
      case "ED25519":
        return;
      case "ECDSA":
        if (!CURVES.includes(text(key.ecdsaCurve))) report.violation(`ecdsaCurve must be ${CURVES.join(" or ")}`);
        return;
      case "RSA":
        if (!(Number(key.rsaBits) >= RSA_BITS)) report.violation(`rsaBits must be at least ${RSA_BITS}`);
        return;
      default:
        report.violation("algorithm must be ECDSA, ED25519 or RSA");
    }
  });
}

function checkCertificate(resource: Resource, report: Report): void {
  const certificate = propsOf<Certificate>(resource);
  const { maxHours = HOURS, maxCaHours = CA_HOURS } = report.config<Record<string, number>>();
  report.attempt(() => {
    if (report.environment !== "production" || resource.type !== SELF_SIGNED) return;
    // The root of a chain has nobody above it.
    if (!isTrue(certificate.isCaCertificate)) {
      report.violation("a certificate that is no authority must not be signed by itself");
    }
  });
  report.attempt(() => {
    const hours = Number(certificate.validityPeriodHours);
    if (hours <= maxHours) return;
    const ceiling = isTrue(certificate.isCaCertificate) ? maxCaHours : maxHours;
    if (!(hours <= ceiling)) report.violation(`validityPeriodHours must be at most ${ceiling}`);
  });
}
