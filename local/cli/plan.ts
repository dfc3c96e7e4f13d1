import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pulledCharts } from "../../components/lib/pulled-charts";
import { lastCost } from "../../report/last";
import { summary } from "../../report/summary";
import { writeReports } from "../../report/write";
import { kubernetesVersion } from "../../src/versions";
import { helmRenderer } from "../charts/render";
import { run } from "../engine";
import { loadProject, loadStack } from "../engine/project";
import type { RunResult } from "../engine/types";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { Progress } from "../lib/progress";
import { ownPacks, root } from "../lib/project";
import { terraformStates } from "../lib/terraform-state";

const usage = `usage: npm run plan -- [STACK...] [options]

Shows what each stack would deploy and what the policies say of it. Needs no account, cluster or network.
Without STACK: every stack of the project. Writes plan.json, manifests.yaml, plan.md and report.html to out/STACK/.

  --cwd DIR           folder of the Pulumi project (default: this one)
  --out DIR           where to write (default: out)
  --compare DIR       plans to compare the cost with, such as those of the target branch (default: the last ones in out)
  --policy-pack DIR   a policy pack; may be given again (default: every pack in policies/)
  --help

Exit status: 0 clean, 1 a mandatory finding, 2 bad configuration or usage, or a program or pack that failed.
`;

/** The command with its arguments. @returns the exit status */
export async function plan(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      cwd: { type: "string", default: root },
      out: { type: "string", default: join(root, "out") },
      compare: { type: "string" },
      "policy-pack": { type: "string", multiple: true },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const directory = resolve(values.cwd);
  const project = loadProject(directory);
  const stacks = positionals.length > 0 ? positionals : project.stacks;
  if (stacks.length === 0) throw new UserError(`${directory} must hold a stack file, got none; write Pulumi.dev.yaml`);
  const planned = stacks.map((stack) => ({ stack, config: loadStack(directory, stack) }));
  const packs = (values["policy-pack"] ?? ownPacks()).map((pack) => ({ directory: packDirectory(pack) }));

  const charts = helmRenderer({ directory, kubernetesVersion, folders: [pulledCharts] });
  const statuses: RunResult["status"][] = [];
  for (const { stack, config } of planned) {
    const progress = new Progress(stack);
    const result = await run({
      directory,
      stack,
      config,
      packs,
      charts,
      invokes: terraformStates(directory, (message) =>
        progress.engineEvent({ kind: "log", severity: "warning", message }),
      ),
      dryRun: true,
      keepGoing: true,
      onEvent: (event) => progress.engineEvent(event),
    }).finally(() => progress.end());
    const out = join(resolve(values.out), stack);
    const last = lastCost(values.compare ? join(resolve(values.compare), stack) : out);
    writeReports(out, stack, result, last);
    process.stdout.write(`${summary(stack, result, relative(process.cwd(), out) || ".", last)}\n`);
    statuses.push(result.status);
  }
  return statuses.includes("failed") ? 2 : statuses.includes("violated") ? 1 : 0;
}

function packDirectory(given: string): string {
  const directory = resolve(given);
  if (existsSync(join(directory, "PulumiPolicy.yaml"))) return directory;
  throw new UserError(`--policy-pack must be a folder with a PulumiPolicy.yaml, got "${given}"; correct the path`);
}

if (require.main === module) void runCommand(plan);
