import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about logs: who keeps their passwords, and where audit logs are. */
export function logsProblems({ logs, vault, cluster }: Partial<Settings>): Problem[] {
  if (!logs || logs.kind === "none") return [];
  const problems: Problem[] = [];
  if (vault?.distribution === "none") {
    const must = "be none while vault.distribution is none, because passwords of Elasticsearch come from Vault";
    problems.push({ at: path("logs", "kind"), must, got: logs.kind, remedy: "remove it, or choose a distribution" });
  }
  if (logs.apiServerAuditPath !== undefined && cluster && cluster.kind !== "existing") {
    const must = `be left out for clusters of kind ${cluster.kind}, whose audit log the cloud keeps`;
    const remedy = "remove it and read docs/observability.md";
    problems.push({ at: path("logs", "apiServerAuditPath"), must, got: logs.apiServerAuditPath, remedy });
  }
  return problems;
}
