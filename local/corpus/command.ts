import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { byUrgency, subject, tally } from "../../report/findings";
import { UserError } from "../lib/errors";
import { exceptionsFile, judgeCorpus } from "./judge";
import { readCorpus } from "./read";

const usage = `usage: npm run policies -- corpus DIR [options]

Judges charts that somebody rendered before: DIR/NAME.yaml each, whose first line says "# release NAME, namespace NAME".
What the rules find must be an exception by exact object and container, and every exception must be needed.

  --waivers FILE   the exceptions (default: local/corpus/exceptions.yaml)
  --help

Exit status: 0 clean, 1 a mandatory finding, 2 bad usage, or a pack that failed.
`;

/** The command with its arguments. @returns the exit status */
export async function corpus(args: string[]): Promise<number> {
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
  const [directory, ...rest] = positionals;
  if (directory === undefined || rest.length > 0) {
    throw new UserError("the command corpus must have one folder; write npm run policies -- corpus DIR");
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
