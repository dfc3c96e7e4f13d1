import { challengeOf, letsEncrypt } from "../certificates";
import { dnsZones, within } from "../dns-zones";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about who signs certificates, and how hosts are shown to be ours. */
export function certificateProblems({ certificates, cluster, environments }: Partial<Settings>): Problem[] {
  if (!certificates) return [];
  const { issuer, acme } = certificates;
  const production = environments?.some(({ name }) => name === "production");
  if (issuer === "self-signed") {
    const problems = Object.entries(acme).map(([key, got]): Problem => {
      const must = "be left out while certificates.issuer is self-signed, because no ACME server is asked";
      const remedy = "remove it, or set certificates.issuer to acme";
      return { at: path("certificates", "acme", key), must, got, remedy };
    });
    if (production) {
      const must = "be acme in a stack that carries production, because no browser trusts other certificates";
      problems.push({ at: path("certificates", "issuer"), must, got: issuer, remedy: "remove it" });
    }
    return problems;
  }
  return [
    ...(production === false ? directoryProblems(acme.directory) : []),
    ...(cluster ? zoneProblems({ certificates, cluster }, environments ?? []) : []),
  ];
}

/** Trying things out must not use up the limits that production lives by. */
function directoryProblems(directory: string | undefined): Problem[] {
  if (directory !== "production" && directory !== letsEncrypt.production) return [];
  const must =
    "not be Let's Encrypt's production directory in a stack without production, whose limits it would use up";
  const remedy = "remove it: staging is the default";
  return [{ at: path("certificates", "acme", "directory"), must, got: directory, remedy }];
}

function zoneProblems(
  given: Pick<Settings, "certificates" | "cluster">,
  environments: Settings["environments"],
): Problem[] {
  if (challengeOf(given) !== "dns01") return [];
  const { setting, count, names } = dnsZones(given.cluster);
  if (count === 0) {
    const must = "be http01 while the cluster knows no DNS zone in which it could answer";
    const remedy = `name the zones in platform:${setting}, or remove the setting`;
    return [{ at: path("certificates", "acme", "challenge"), must, got: "dns01", remedy }];
  }
  return environments.flatMap(({ domain }, i): Problem[] => {
    if (domain === undefined || !names || names.some((zone) => within(domain, zone))) return [];
    const must = `lie in a zone of platform:${setting} (${names.join(", ")}), where its certificates are proved`;
    const remedy = "correct it, name its zone there, or set certificates.acme.challenge to http01";
    return [{ at: path("environments", i, "domain"), must, got: domain, remedy }];
  });
}
