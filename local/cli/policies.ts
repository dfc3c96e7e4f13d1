import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { byUrgency, subject, tally } from "../../report/findings";
import { exceptionsFile, judgeCorpus } from "../corpus/judge";
import { readCorpus } from "../corpus/read";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";

const usage = `usage: npm run policies -- corpus DIR [options]

Judges charts that somebody rendered before: DIR/NAME.yaml each, whose first line says "# release NAME, namespace NAME".
What the rules find must be an exception by exact object and container, and every exception must be needed.

  --waivers FILE   the exceptions (default: local/corpus/exceptions.yaml)
  --help

Exit status: 0 clean, 1 a mandatory finding, 2 bad usage, or a pack that failed.
`;

/** The command with its arguments. @returns the exit status */
export async function policies(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      waivers: { type: "string", default: exceptionsFile },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [command, directory, ...rest] = positionals;
  if (command !== "corpus" || directory === undefined || rest.length > 0) {
    throw new UserError("the command must be corpus with one folder; write npm run policies -- corpus DIR");
  }
  const charts = readCorpus(resolve(directory));
  const { findings, resources, errors, status } = await judgeCorpus(charts, resolve(values.waivers));
  for (const { policy, level, message, ...finding } of byUrgency(findings.filter((item) => item.status !== "waived"))) {
    process.stdout.write(`${level} ${policy}  ${subject(finding)}\n    ${message}\n`);
  }
  errors.forEach((error) => process.stdout.write(`error: ${error}\n`));
  const objects = resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("helm.sh"));
  process.stdout.write(`${charts.length} charts, ${objects.length} objects: ${tally(findings)}\n`);
  return status === "failed" ? 2 : status === "violated" ? 1 : 0;
}

if (require.main === module) void runCommand(policies);
