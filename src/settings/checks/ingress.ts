import { ingressReplicas } from "../../resolve/ingress";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { domainsOf } from "../zones";

/** Rules about the way in. */
export function ingressProblems({ ingress, environments }: Partial<Settings>): Problem[] {
  if (ingress?.kind !== "nginx") return [];
  const problems: Problem[] = [];
  if (!ingress.public.enabled && !ingress.internal.enabled) {
    const must = "be true while ingress.internal.enabled is false, or nothing comes in";
    const remedy = "enable one of them, or set platform:ingress.kind to none";
    problems.push({ at: path("ingress", "public", "enabled"), must, got: false, remedy });
  }
  if (!environments) return problems;
  const fewest = ingressReplicas(ingress, environments);
  if (ingress.maxReplicas < fewest) {
    const must = `be at least minReplicas (${fewest})`;
    problems.push({ at: path("ingress", "maxReplicas"), must, got: ingress.maxReplicas, remedy: "raise it" });
  }
  const domains = domainsOf(environments);
  if (ingress.wildcardCertificate && domains.length !== 1) {
    const must = `be false unless one environment has a domain, which the certificate is for (${domains.length} have one)`;
    const remedy = domains.length === 0 ? `set ${path("environments", 0, "domain")}` : "remove it";
    problems.push({ at: path("ingress", "wildcardCertificate"), must, got: true, remedy });
  }
  return problems;
}
