import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { domainsOf, usesExternalDns, zonesOf } from "../zones";

/** Rules about records of published hosts. */
export function dnsProblems({ cluster, dns, ingress, environments }: Partial<Settings>): Problem[] {
  if (!cluster || !dns || !ingress || !environments) return [];
  if (!usesExternalDns({ cluster, dns, ingress, environments })) return [];
  const at = path("dns", "kind");
  const got = "external-dns";
  const problems: Problem[] = [];
  const zones = zonesOf(cluster);
  if (!zones.known) {
    const must = "be none while the cluster knows no DNS zone, because there is nowhere to write";
    problems.push({ at, must, got, remedy: `set ${zones.at}, or remove the setting` });
  }
  if (domainsOf(environments).length === 0) {
    const must = "be none while no environment has a domain, because it would write into every zone";
    problems.push({ at, must, got, remedy: `set ${path("environments", 0, "domain")}, or remove the setting` });
  }
  if (ingress.kind === "none") {
    const must = "be none while ingress.kind is none, because nothing is published";
    problems.push({ at, must, got, remedy: "set platform:ingress.kind to nginx, or remove the setting" });
  }
  return [...problems, ...(cluster.kind === "azure" ? groupProblems(cluster.dnsZones) : [])];
}

/** external-dns lists the zones of one resource group. */
function groupProblems(dnsZones: string[]): Problem[] {
  const group = (id: string) => id.split("/").slice(0, 5).join("/").toLowerCase();
  return dnsZones.flatMap((id, i): Problem[] => {
    if (group(id) === group(dnsZones[0]!)) return [];
    const must = `lie in the resource group of ${path("cluster", "dnsZones", 0)}, because external-dns reads one`;
    const remedy = "move the zone, or set platform:dns.kind to none";
    return [{ at: path("cluster", "dnsZones", i), must, got: id, remedy }];
  });
}
