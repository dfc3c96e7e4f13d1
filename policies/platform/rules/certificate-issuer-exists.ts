import { hoursOf } from "../../lib/duration";
import { CERTIFICATE, Issuers, ISSUERS_CONFIG, type Certificate } from "../../lib/kubernetes/certificates";
import { StackObjects } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { text } from "../../lib/unknowns";

const DAYS = 90;
/** Ten years: what trusts an authority must be changed by hand. */
const CA_DAYS = 3650;

export const certificateIssuerExists = stackRule({
  name: "certificate-issuer-exists",
  title: "Certificates have an issuer, are short and name hosts",
  description:
    "A Certificate must name an issuer that exists, or its Secret never comes; it must be renewed within 90 days and must not be good for every host below a domain.",
  group: "tls",
  severity: "high",
  levels: AMM,
  references: ["Kyverno limit-duration", "Kyverno limit-dnsnames", "Kyverno restrict-issuer"],
  remedy:
    "Name an Issuer of the namespace or a ClusterIssuer of the stack. Issuers that the cluster has already: list them as Kind/name under issuers in the policy's configuration.",
  config: {
    properties: {
      ...ISSUERS_CONFIG,
      maxDays: { type: "number", default: DAYS, description: "Longest validity of a certificate, in days." },
      maxCaDays: {
        type: "number",
        default: CA_DAYS,
        description: "Longest validity of an authority's certificate, in days.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const config = report.config<{ issuers: string[]; maxDays: number; maxCaDays: number }>();
    const { issuers: others = [], maxDays = DAYS, maxCaDays = CA_DAYS } = config;
    const issuers = new Issuers(objects, others);
    for (const certificate of objects.of<Certificate>(CERTIFICATE)) {
      const { body, patch } = certificate;
      report.on(certificate.urn, () => {
        report.attempt(() => {
          const ref = body.spec?.issuerRef;
          if (patch && ref === undefined) return;
          if (!issuers.has(ref ?? {}, () => certificate.namespace)) {
            report.violation("spec.issuerRef must name an issuer that exists");
          }
        });
        report.attempt(() => {
          const duration = body.spec?.duration;
          if (duration === undefined || duration === null) return; // 90 days
          const hours = hoursOf(duration) ?? Infinity;
          if (hours <= 24 * maxDays) return;
          const ceiling = 24 * (body.spec?.isCA === true ? maxCaDays : maxDays);
          if (hours > ceiling) report.violation(`spec.duration must be at most ${ceiling}h`);
        });
        report.each(
          () => body.spec?.dnsNames,
          (name, i) => {
            if (text(name).includes("*")) report.violation(`spec.dnsNames[${i}] must not be a wildcard`);
          },
        );
        report.attempt(() => {
          if (text(body.spec?.commonName).includes("*")) report.violation("spec.commonName must not be a wildcard");
        });
      });
    }
  },
});
