import * as path from "node:path";
import { run } from "../engine";
import type { ChartRenderer, RunResult } from "../engine/types";
import { ownPacks } from "../lib/project";
import type { RenderedChart } from "./read";

/** What the project accepts of its charts, by exact object and container. */
export const exceptionsFile = path.join(__dirname, "exceptions.yaml");

/** Rules about what the platform puts around a chart: network policies, certificates, Secrets, monitors, protection. */
const AROUND_CHARTS = [
  "automount-token-off", // components annotate the accounts that need one
  "backup-store-immutable",
  "certificate-issuer-exists",
  "component-is-observed",
  "default-deny-allows-dns",
  "every-pod-isolated-both-ways",
  "ingress-chain-closed",
  "networkpolicy-not-open",
  "no-default-namespace", // an object without one gets its release's, where the kind's definition is known
  "referenced-config-exists",
  "stateful-resources-protected",
];

/**
 * Judges charts that were rendered before as a production stack's: each is a Chart of a program, whose objects come from
 * the corpus.
 *
 * @param waivers Path of the accepted exceptions.
 */
export async function judgeCorpus(charts: readonly RenderedChart[], waivers = exceptionsFile): Promise<RunResult> {
  const disabled = Object.fromEntries(AROUND_CHARTS.map((rule) => [rule, "disabled"]));
  const placed = charts.map(({ chart, release, namespace }) => ({ chart, release, namespace }));
  const before = process.env["PLATFORM_WAIVERS"];
  process.env["PLATFORM_WAIVERS"] = waivers;
  try {
    const result = await run({
      directory: path.join(__dirname, "program"),
      stack: "production",
      config: {
        "corpus:charts": JSON.stringify(placed),
        // A lock of images for the charts of the stacks says nothing of these.
        "platform:charts": JSON.stringify({ source: "corpus" }),
      },
      packs: ownPacks().map((directory) => ({ directory, config: disabled })),
      charts: rendererOf(charts),
      dryRun: true,
      keepGoing: true,
    });
    // Elsewhere a part may be switched off; here every chart is present, so that each exception has its object.
    const needless = result.findings.some(({ policy }) => policy === "waivers-unchecked");
    return needless && result.status === "succeeded" ? { ...result, status: "violated" } : result;
  } finally {
    if (before === undefined) delete process.env["PLATFORM_WAIVERS"];
    else process.env["PLATFORM_WAIVERS"] = before;
  }
}

function rendererOf(charts: readonly RenderedChart[]): ChartRenderer {
  const objects = new Map(charts.map((chart) => [chart.chart, chart.objects]));
  return {
    render: ({ chart }) => Promise.resolve({ objects: objects.get(String(chart)) ?? [] }),
  };
}
