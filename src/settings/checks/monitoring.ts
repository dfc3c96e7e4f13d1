import { isDeepStrictEqual } from "node:util";
import { networkSettings } from "../network";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

/** Rules about metrics. */
export function monitoringProblems({ monitoring, vault, network }: Partial<Settings>): Problem[] {
  if (monitoring?.kind !== "prometheus") return [];
  const { remoteWrite } = monitoring;
  const problems = duplicates(remoteWrite.map(({ name }, i) => [path("monitoring", "remoteWrite", i, "name"), name]));
  if (remoteWrite.length > 0 && vault?.distribution === "none") {
    const must = "be empty while vault.distribution is none, because credentials of stores come from there";
    problems.push({ at: path("monitoring", "remoteWrite"), must, remedy: "remove it, or set vault.distribution" });
  }
  if (network && !isDeepStrictEqual(network.prometheus, own)) {
    const must = "be left out while monitoring.kind is prometheus, because the platform brings the pods that scrape";
    problems.push({ at: path("network", "prometheus"), must, remedy: "remove it, or set monitoring.kind to none" });
  }
  return problems;
}

/** The platform's own Prometheus, as the defaults name it. */
const own = networkSettings.parse({}).prometheus;
