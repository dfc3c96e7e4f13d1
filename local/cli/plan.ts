import { copyFileSync, existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pulledCharts } from "../../components/lib/pulled-charts";
import { lastPlan, readPlan } from "../../report/last";
import { toPlan, type Plan } from "../../report/plan";
import { reportOf } from "../../report/report";
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
Without STACK: every stack of the project. Writes plan.json, manifests.yaml, plan.md,
architecture.svg and report.html to out/STACK/.

  --cwd DIR           folder of the Pulumi project (default: this one)
  --out DIR           where to write (default: out)
  --compare DIR       plans to compare each stack with, such as those of the target branch (default: the last ones in out)
  --against WHAT      also compare with another environment: a stack, which is planned too, or a plan.json; says what
                      differs once names are taken away, and which settings of the stack files it comes from
  --picture FILE      also write the picture of the architecture there; takes one STACK
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
      against: { type: "string" },
      picture: { type: "string" },
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

  if (values.picture !== undefined && stacks.length !== 1) {
    throw new UserError(`--picture must be of one stack, got ${stacks.length}; name it`);
  }
  const other = values.against === undefined ? undefined : otherOf(values.against, directory, project.stacks);
  // A stack to compare with is planned once: before all others, with the packs if it is asked for itself.
  const otherStack = other && "config" in other ? other : undefined;
  const isOther = ({ stack }: { stack: string }) => stack === otherStack?.stack;
  if (planned.every(isOther)) throw new UserError(`--against must be another stack, got ${values.against} itself`);
  planned.sort((a, b) => Number(isOther(b)) - Number(isOther(a)));

  const charts = helmRenderer({ directory, kubernetesVersion, folders: [pulledCharts] });
  const runStack = async (stack: string, config: Record<string, string>, judges: typeof packs) => {
    const progress = new Progress(stack);
    const warn = (message: string) => progress.engineEvent({ kind: "log", severity: "warning", message });
    return run({
      directory,
      stack,
      config,
      packs: judges,
      charts,
      invokes: terraformStates(directory, warn),
      dryRun: true,
      keepGoing: true,
      onEvent: (event) => progress.engineEvent(event),
    }).finally(() => progress.end());
  };
  let against = other && !("config" in other) ? other : undefined;
  if (otherStack && !planned.some(isOther)) {
    against = comparable(otherStack, await runStack(otherStack.stack, otherStack.config, []));
  }
  const statuses: RunResult["status"][] = [];
  for (const { stack, config } of planned) {
    const result = await runStack(stack, config, packs);
    const out = join(resolve(values.out), stack);
    const { plan: last, problem } = lastPlan(values.compare ? join(resolve(values.compare), stack) : out);
    const report = reportOf(stack, result, { settings: config, last, notCompared: problem, against });
    await writeReports(out, report);
    if (values.picture !== undefined) copyFileSync(join(out, "architecture.svg"), resolve(values.picture));
    process.stdout.write(`${summary(report, relative(process.cwd(), out) || ".")}\n`);
    if (isOther({ stack })) against = comparable({ stack, config }, result);
    statuses.push(result.status);
  }
  return statuses.includes("failed") ? 2 : statuses.includes("violated") ? 1 : 0;
}

interface Stack {
  stack: string;
  config: Record<string, string>;
}

/** What to compare with: a plan that was read from a file, or a stack that is to be planned. */
function otherOf(given: string, directory: string, stacks: string[]): Plan | Stack {
  if (stacks.includes(given)) return { stack: given, config: loadStack(directory, given) };
  if (!existsSync(given)) {
    throw new UserError(`--against must be a stack (${stacks.join(", ")}) or a plan.json, got "${given}"; correct it`);
  }
  return readPlan(given);
}

/** @throws UserError when the stack could not be planned */
function comparable({ stack, config }: Stack, result: RunResult): Plan {
  if (result.status !== "failed") return toPlan(stack, result, config);
  throw new UserError(
    `--against must be a stack that can be planned, got ${stack}: ${result.errors.join("; ")}; run npm run plan -- ${stack}`,
  );
}

function packDirectory(given: string): string {
  const directory = resolve(given);
  if (existsSync(join(directory, "PulumiPolicy.yaml"))) return directory;
  throw new UserError(`--policy-pack must be a folder with a PulumiPolicy.yaml, got "${given}"; correct the path`);
}

if (require.main === module) void runCommand(plan);
