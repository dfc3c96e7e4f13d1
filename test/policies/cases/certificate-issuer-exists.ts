import { certificateIssuerExists } from "../../../policies/platform/rules/certificate-issuer-exists";
import { unknown } from "../../support/cloud";
import { listOf, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import { certificate, clusterIssuer, issuer, published } from "../../support/publishing";
import type { Failing, RuleCases } from "../../support/rules";

const acme = clusterIssuer("letsencrypt");
const of = (spec: object = {}) => certificate("shop/web", { dnsNames: ["shop.example.com"], ...spec });
const by = (issuerRef: unknown) => of({ issuerRef });
const MISSING = "spec.issuerRef must name an issuer that exists";
const says = (spec: object, message: string): Failing => ({ resources: [of(spec), acme], says: message });

export const cases: RuleCases = {
  rule: certificateIssuerExists,
  passing: {
    "what the platform publishes": published,
    "a ClusterIssuer": [of(), acme],
    "an Issuer of its namespace": [by({ name: "own" }), issuer("shop/own")],
    "an Issuer with its group": [by({ name: "own", kind: "Issuer", group: "cert-manager.io" }), issuer("shop/own")],
    "an issuer that the cluster has": {
      resources: [by({ name: "pca", kind: "AWSPCAClusterIssuer", group: "awspca.cert-manager.io" })],
      config: { issuers: ["AWSPCAClusterIssuer/pca"] },
    },
    "90 days": [of({ duration: "2160h" }), acme],
    "ten years for an authority": [of({ isCA: true, duration: "87600h0m0s" }), acme],
    "more, as the configuration says": { resources: [of({ duration: "9600h" }), acme], config: { maxDays: 400 } },
    "a patch that says nothing of it": [
      patch(object("cert-manager.io/v1/Certificate", "shop/web", { spec: { renewBefore: "360h" } })),
    ],
  },
  failing: {
    "no issuer of that name": { resources: [of(), clusterIssuer("letsencrypt-production")], says: MISSING },
    "an Issuer for a ClusterIssuer": { resources: [of(), issuer("shop/letsencrypt")], says: MISSING },
    "a ClusterIssuer for an Issuer": { resources: [by({ name: "letsencrypt" }), acme], says: MISSING },
    "an Issuer of another namespace": { resources: [by({ name: "own" }), issuer("store/own")], says: MISSING },
    "an issuer that is only patched": { resources: [of(), patch(acme)], says: MISSING },
    "an issuer of another signer": {
      resources: [by({ name: "letsencrypt", kind: "ClusterIssuer", group: "awspca.cert-manager.io" }), acme],
      says: MISSING,
    },
    "no issuer": { resources: [by(null)], says: MISSING },
    "a year": says({ duration: "8760h" }, "spec.duration must be at most 2160h"),
    "twenty years for an authority": says({ isCA: true, duration: "175200h" }, "spec.duration must be at most 87600h"),
    "what is no duration": says({ duration: "90d" }, "spec.duration must be at most 2160h"),
    "a wildcard": says({ dnsNames: ["a.example.com", "*.example.com"] }, "spec.dnsNames[1] must not be a wildcard"),
    "a wildcard in the subject": says({ commonName: "*.example.com" }, "spec.commonName must not be a wildcard"),
    "a Certificate in a list": {
      resources: [listOf("cert-manager.io/v1/CertificateList", "all", of())],
      says: MISSING,
    },
    "a patch with a year": {
      resources: [patch(object("cert-manager.io/v1/Certificate", "shop/web", { spec: { duration: "8760h" } }))],
      says: "spec.duration must be at most 2160h",
    },
  },
  unknown: {
    "the issuer": { resources: [by(UNKNOWN), acme], says: unknown("spec.issuerRef") },
    "the name of the only issuer": {
      resources: [of(), clusterIssuer(UNKNOWN)],
      says: unknown("metadata.name", `kubernetes:cert-manager.io/v1:ClusterIssuer::${UNKNOWN}`),
    },
    "the duration, while a wildcard is certain": {
      resources: [of({ duration: UNKNOWN, dnsNames: ["*.example.com"] }), acme],
      says: ["spec.dnsNames[0] must not be a wildcard", unknown("spec.duration")],
    },
    "whether it is an authority": {
      resources: [of({ duration: "8760h", isCA: UNKNOWN }), acme],
      says: unknown("spec.isCA"),
    },
    "a name": { resources: [of({ dnsNames: [UNKNOWN] }), acme], says: unknown("spec.dnsNames.0") },
  },
};
