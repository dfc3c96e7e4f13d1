import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ChartPin } from "../../components/lib/chart-pin";
import { pulledCharts } from "../../components/lib/pulled-charts";
import { ownImages } from "../../src/resolve/images";
import { charts, kubernetesVersion } from "../../src/versions";
import { checkCharts } from "../charts/check";
import { draftUses } from "../charts/check/drafts";
import { openChartFolder } from "../charts/check/folder";
import { pullCharts } from "../charts/pull";
import { chartUses, type ChartUse } from "../charts/uses";
import { loadProject, loadStack, run } from "../engine";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { root } from "../lib/project";

const usage = `usage: npm run charts -- pull [--to DIR]
       npm run charts -- check DIR [--values DIR] [--stack S]... [--absent CHART]...

pull   Stores every chart of src/versions.ts in a folder, verified, and writes charts.lock.yaml there: the digests of
       charts, of the images that they run and of the program's own. What is already stored is kept; an interrupted pull goes on where it was.
       Needs network, but no account.
check  Proves that DIR has the pinned version of every chart that a stack uses, and that every value that we set is a
       key of that chart's values file or schema. DIR holds <chart>-<version>.tgz or folders with Chart.yaml.

  --to DIR       where to pull to (default: ${pulledCharts})
  --values DIR   also check values files that no stack uses yet, named after the folder or chart that they are for
  --absent CHART a chart that DIR does not hold: it is noted instead of compared; may be given again
  --stack S      only the charts of this stack; may be given again (default: every stack)
  --cwd DIR      folder of the Pulumi project (default: this one)
  --help

Exit status: 0 done, 2 something is wrong: each with its remedy.
`;

const pins: ChartPin[] = Object.values(charts);

/** Runs the command. @throws UserError when something is wrong */
export async function chartsCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: "string", default: pulledCharts },
      values: { type: "string" },
      stack: { type: "string", multiple: true },
      absent: { type: "string", multiple: true, default: [] },
      cwd: { type: "string", default: root },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [command, directory, ...rest] = positionals;
  const project = resolve(values.cwd);
  const stacks = values.stack ?? loadProject(project).stacks;
  const uses = async () => (await Promise.all(stacks.map((stack) => usesOf(project, stack)))).flat();
  const print = (line: string) => void process.stdout.write(`${line}\n`);

  if (command === "pull" && directory === undefined) {
    const images = ownImages();
    await pullCharts({
      pins,
      images,
      directory: values.to,
      kubernetesVersion,
      uses,
      log: print,
      signal: interrupted(),
    });
    return 0;
  }
  if (command === "check" && directory !== undefined && rest.length === 0) {
    await check(directory, { drafts: values.values, absent: values.absent }, uses, print);
    return 0;
  }
  throw new UserError(`charts must be told "pull" or "check DIR", got "${positionals.join(" ")}"; see --help`);
}

async function check(
  directory: string,
  { drafts, absent }: { drafts?: string; absent: string[] },
  uses: () => Promise<ChartUse[]>,
  print: (line: string) => void,
): Promise<void> {
  const stored = await openChartFolder(directory);
  const held = stored.map(({ chart }) => chart.name).filter((name) => absent.includes(name));
  if (held.length > 0) {
    throw new UserError(`--absent must name charts that ${directory} lacks, got ${held.join(", ")}; leave it out`);
  }
  const deployed = await uses();
  const unused = drafts === undefined ? [] : await draftUses(drafts, stored, pins);
  const { problems, notes, charts, keys } = checkCharts([...deployed, ...unused], stored, pins, directory, absent);
  for (const note of notes) print(`note: ${note}`);
  if (problems.length > 0) {
    throw new UserError(
      `${problems.length} ${problems.length === 1 ? "value or version is" : "values or versions are"} not of the charts:\n  ${problems.join("\n  ")}`,
    );
  }
  if (charts === 0) print("no stack deploys a chart, and --values names no drafts: there was nothing to compare");
  else print(`${keys} keys of ${charts} charts compared, all exist in ${directory}`);
}

/** The charts of a stack, as its program registers them. */
async function usesOf(directory: string, stack: string): Promise<ChartUse[]> {
  const result = await run({ directory, stack, config: loadStack(directory, stack), dryRun: true });
  if (result.status === "succeeded") return chartUses(stack, result.resources);
  throw new UserError(
    `the program of stack ${stack} must run, got: ${result.errors.join("; ")}; npm run plan -- ${stack} tells more`,
  );
}

/** Ctrl-C ends the pull with what it stored so far. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort(new UserError("interrupted; run the command again to go on")));
  return controller.signal;
}

if (require.main === module) void runCommand(chartsCommand);
