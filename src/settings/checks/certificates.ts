import { challengeOf, letsEncrypt } from "../certificates";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { domainsOf, zonesOf } from "../zones";
import { within } from "./publish";

/** Rules about who signs certificates, and how hosts are shown to be ours. */
export function certificateProblems({ certificates, cluster, environments, ingress }: Partial<Settings>): Problem[] {
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
    ...(cluster && ingress && domainsOf(environments ?? []).length === 1
      ? wildcardProblems({ certificates, cluster }, ingress)
      : []),
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
  const zones = zonesOf(given.cluster);
  if (!zones.known) {
    const must = "be http01 while the cluster knows no DNS zone in which it could answer";
    const remedy = `name the zones in ${zones.at}, or remove the setting`;
    return [{ at: path("certificates", "acme", "challenge"), must, got: "dns01", remedy }];
  }
  const names = zoneNames(given.cluster);
  return environments.flatMap(({ domain }, i): Problem[] => {
    if (domain === undefined || !names || names.some((zone) => within(domain, zone))) return [];
    const must = `lie in a zone of ${zones.at} (${names.join(", ")}), where its hosts are proved`;
    const remedy = "correct it, name its zone there, or set platform:certificates.acme.challenge to http01";
    return [{ at: path("environments", i, "domain"), must, got: domain, remedy }];
  });
}

function wildcardProblems(given: Pick<Settings, "certificates" | "cluster">, ingress: Settings["ingress"]): Problem[] {
  if (ingress.kind === "none" || !ingress.wildcardCertificate || challengeOf(given) === "dns01") return [];
  const must = "be false while hosts are proved by http01, because only a record in DNS proves a whole domain";
  const remedy = `name DNS zones in ${zonesOf(given.cluster).at} and use dns01, or remove it`;
  return [{ at: path("ingress", "wildcardCertificate"), must, got: true, remedy }];
}

/** Undefined for Route 53, whose zones are known by their IDs. */
function zoneNames(cluster: Settings["cluster"]): string[] | undefined {
  if (cluster.kind === "azure") return cluster.dnsZones.map((id) => id.slice(id.lastIndexOf("/") + 1));
  return cluster.kind === "existing" && cluster.dns?.kind === "azure" ? cluster.dns.zones : undefined;
}
