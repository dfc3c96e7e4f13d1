import { tlsStrongShortCerts } from "../../../policies/cloud/rules/tls-strong-short-certs";
import { cloud, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const key = (props: Record<string, unknown>) => cloud("tls:index/privateKey:PrivateKey", "key", props);
const selfSigned = (props: Record<string, unknown> = {}) =>
  cloud("tls:index/selfSignedCert:SelfSignedCert", "root", {
    isCaCertificate: true,
    validityPeriodHours: 43_800,
    ...props,
  });
const signed = (validityPeriodHours: unknown, props: Record<string, unknown> = {}) =>
  cloud("tls:index/locallySignedCert:LocallySignedCert", "web", { validityPeriodHours, ...props });

const CURVE = "ecdsaCurve must be P256 or P384 or P521";
const BITS = "rsaBits must be at least 3072";
const SELF = "a certificate that is no authority must not be signed by itself";
const SHORT = "validityPeriodHours must be at most 2160";
const CA_SHORT = "validityPeriodHours must be at most 87600";
const weak = (props: Record<string, unknown>, says: string): Failing => ({ resources: [key(props)], says });

export const cases: RuleCases = {
  rule: tlsStrongShortCerts,
  passing: {
    "strong keys": [
      key({ algorithm: "ECDSA", ecdsaCurve: "P256" }),
      key({ algorithm: "ECDSA", ecdsaCurve: "P384" }),
      key({ algorithm: "ED25519" }),
      key({ algorithm: "RSA", rsaBits: 4096 }),
    ],
    "a root": [selfSigned()],
    "90 days": [signed(2160)],
    "an authority below the root": [signed(87_600, { isCaCertificate: true })],
    "a server that signs itself, outside of production": {
      resources: [selfSigned({ isCaCertificate: false, validityPeriodHours: 24 })],
      environment: "staging",
    },
    "more, as the configuration says": { resources: [signed(8760)], config: { maxHours: 8760 } },
  },
  failing: {
    "the default curve": weak({ algorithm: "ECDSA" }, CURVE),
    "a weak curve": weak({ algorithm: "ECDSA", ecdsaCurve: "P224" }, CURVE),
    "RSA of the default length": weak({ algorithm: "RSA" }, BITS),
    "short RSA": weak({ algorithm: "RSA", rsaBits: 2048 }, BITS),
    "another algorithm": weak({ algorithm: "DSA" }, "algorithm must be ECDSA, ED25519 or RSA"),
    "a server that signs itself": {
      resources: [selfSigned({ isCaCertificate: false, validityPeriodHours: 24 })],
      says: SELF,
    },
    "a server that signs itself for a year": {
      resources: [selfSigned({ isCaCertificate: null, validityPeriodHours: 8760 })],
      says: [SELF, SHORT],
    },
    "a year": { resources: [signed(8760)], says: SHORT },
    "a root for twenty years": { resources: [selfSigned({ validityPeriodHours: 175_200 })], says: CA_SHORT },
    "no end": { resources: [signed("never")], says: SHORT },
  },
  unknown: {
    "the algorithm": { resources: [key({ algorithm: UNKNOWN })], says: unknown("algorithm") },
    "the curve": { resources: [key({ algorithm: "ECDSA", ecdsaCurve: UNKNOWN })], says: unknown("ecdsaCurve") },
    "the length": { resources: [key({ algorithm: "RSA", rsaBits: UNKNOWN })], says: unknown("rsaBits") },
    "the end": { resources: [signed(UNKNOWN)], says: unknown("validityPeriodHours") },
    "whether it is an authority": {
      resources: [selfSigned({ isCaCertificate: UNKNOWN })],
      says: unknown("isCaCertificate"),
    },
  },
};
