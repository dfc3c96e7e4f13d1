import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

/** Rules about metrics. */
export function monitoringProblems({ monitoring, vault }: Partial<Settings>): Problem[] {
  if (monitoring?.kind !== "prometheus") return [];
  const { remoteWrite } = monitoring;
  const at = path("monitoring", "remoteWrite");
  const problems = duplicates(remoteWrite.map(({ name }, i) => [path("monitoring", "remoteWrite", i, "name"), name]));
  if (remoteWrite.length > 0 && vault?.distribution === "none") {
    const must = "be empty while vault.distribution is none, because credentials of stores come from there";
    problems.push({ at, must, remedy: "remove it, or set vault.distribution" });
  }
  return problems;
}
