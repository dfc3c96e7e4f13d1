import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { emptyProgram, figure, median } from "../bench/measure";
import { sections, type Bench } from "../bench/sections";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { Progress } from "../lib/progress";

const usage = `usage: npm run bench -- [SECTION...] [options]

Measures on this machine and prints JSON: each figure with its bar from the design, and what more teams cost.

Sections (default: all but cold):
  plan    plan of production with all packs, against an empty program on the same engine
  packs   what the packs cost an object at some 400 and 4,000 objects
  teams   plans with 1, 10 and 100 teams
  test    npm test
  local   npm run local with everything built
  cold    npm run local with nothing built (10 minutes and more)

  --samples N   runs of each figure, of which the median counts (default: 3)
  --help
`;

/** The command with its arguments. @returns the exit status */
export async function bench(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { samples: { type: "string", default: "3" }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(sections).filter((name) => name !== "cold");
  const unknown = names.find((name) => !(name in sections));
  if (unknown) {
    throw new UserError(`a section must be one of ${Object.keys(sections).join(", ")}, got "${unknown}"; correct it`);
  }
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < 1) {
    throw new UserError(`--samples must be a whole number of 1 or more, got "${values.samples}"; write for example 3`);
  }

  const progress = new Progress("bench");
  progress.step("an empty program on the same engine");
  const empty = await emptyProgram(samples);
  const measured: Bench = {
    samples,
    emptySeconds: median(empty),
    figures: [figure({ name: "empty program", value: median(empty), unit: "s", samples: empty })],
    growth: [],
    step: (message) => progress.step(message),
  };
  for (const name of names) await sections[name]!(measured);
  progress.end();
  const machine = { cores: availableParallelism(), node: process.version };
  const { figures, growth } = measured;
  process.stdout.write(`${JSON.stringify({ machine, figures, growth }, null, 2)}\n`);
  return 0;
}

if (require.main === module) void runCommand(bench);
