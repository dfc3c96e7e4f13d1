import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { root } from "../lib/project";
import { partsOf, touched } from "../mutation/parts";
import { mutate, OUT } from "../mutation/stryker";
import { scoresOf, survivors, table, type Score } from "../mutation/summary";

const usage = `usage: npm run mutation -- [FOLDER|FILE...] [options]

Changes the code of the policy packs in one place at a time, and says which changes no test notices: each is a behaviour
that nothing states, or code that does nothing. What nothing since could have changed is remembered in ${OUT},
where the reports are too.

  FOLDER|FILE   below policies/ (default: all of it)
  --since REF   only files whose code or cases differ from the Git revision
  --break N     exit with 1 where a folder has less than N percent (default: 85)
  --help
`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      since: { type: "string" },
      break: { type: "string", default: "85" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const least = Number(values.break);
  if (!(least >= 0 && least <= 100)) {
    throw new UserError(`--break must be a percentage from 0 to 100, got ${values.break}; leave it out for 85`);
  }
  const asked = values.since === undefined ? positionals : touched(root, changedSince(values.since));
  if (values.since !== undefined && asked.length === 0) {
    process.stdout.write(`nothing of the packs differs from ${values.since}\n`);
    return 0;
  }
  process.chdir(root);
  const scores: Score[] = [];
  for (const part of partsOf(root, asked)) {
    const results = await mutate(part);
    process.stdout.write(`\nWhat no test noticed in ${part.name}:\n${survivors(results) || "  nothing\n"}\n`);
    scores.push(...scoresOf(results));
  }
  process.stdout.write(table(scores));
  return scores.every(({ percent }) => percent >= least) ? 0 : 1;
}

function changedSince(ref: string): string[] {
  try {
    const names = execFileSync("git", ["diff", "--name-only", ref, "--"], { cwd: root, encoding: "utf8" });
    return names.split("\n").filter((name) => name !== "");
  } catch {
    throw new UserError(`--since must be a revision that this clone has, got ${ref}; fetch it first`);
  }
}

void runCommand(main);
