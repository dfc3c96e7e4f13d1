import { parseArgs } from "node:util";
import color from "picocolors";
import { examine, expectationsOf, readFacts, type Finding } from "../doctor";
import { ClusterReader } from "../lib/cluster-reader";
import { runCommand } from "../lib/command";
import { messageOf, UserError } from "../lib/errors";
import { loadKubeconfig } from "../lib/kubeconfig";
import { Progress } from "../lib/progress";
import { root } from "../lib/project";
import { stackConfig } from "../lib/stack-config";

const usage = `usage: npm run doctor -- STACK [options]

Looks at the cluster of a stack before the first deployment and says what would go wrong, with a remedy each. It reads
and asks, and changes nothing; Secrets are not read.

  --kubeconfig FILE   kubeconfig of the cluster (default: that of the stack)
  --context NAME      context in it (default: that of the stack)
  --json              findings as JSON
  --help              this text

Stacks that make a cluster of their own (kinds aws, azure) have one to look at once it exists: give its kubeconfig.

Exit status: 0 nothing stands in the way, 1 something does, 2 bad configuration or usage, or no answer.
`;

/** The command with its arguments. @returns the exit status */
export async function doctor(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      kubeconfig: { type: "string" },
      context: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [stack, ...rest] = positionals;
  if (stack === undefined || rest.length > 0) {
    throw new UserError("the command must name one stack; write for example npm run doctor -- dev");
  }
  const config = stackConfig(root, stack);
  const { cluster: settings } = config;
  const own = settings.kind === "existing" ? settings : undefined;
  const context = values.context ?? own?.context;
  if (context === undefined) {
    throw new UserError(
      `--context must be given, because stack ${stack} makes its cluster (kind ${settings.kind}); before that, npm run plan -- ${stack} says all there is to know`,
    );
  }
  const cluster = new ClusterReader(loadKubeconfig({ kubeconfig: values.kubeconfig ?? own?.kubeconfig, context }));
  const progress = new Progress(stack);
  const facts = await readFacts(cluster, (what) => progress.step(what))
    .catch((error: unknown) => {
      const remedy =
        "check that the cluster runs, that this machine may reach it (VPN, allowed addresses) and that its credentials are valid";
      throw new UserError(
        `the API server of context ${context} must answer at ${cluster.server}, got: ${messageOf(error)}; ${remedy}`,
      );
    })
    .finally(() => progress.end());
  const findings = examine(facts, expectationsOf(config));
  process.stdout.write(values.json ? `${JSON.stringify(findings, null, 2)}\n` : report(stack, findings));
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** The report for people, the worst first. */
export function report(stack: string, findings: Finding[]): string {
  const paint = { error: color.red, warning: color.yellow, ok: color.green };
  const lines = findings.flatMap(({ severity, subject, message, remedy, details = [] }) => [
    `  ${paint[severity](severity.padEnd(7))}  ${subject.padEnd(16)}  ${message}`,
    ...(remedy === undefined ? [] : [`           → ${remedy}`]),
    ...details.map((detail) => `             ${detail}`),
  ]);
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  const errors = count("error");
  const verdict = errors > 0 ? `${errors} in the way` : "nothing in the way";
  return [`${stack}  ${verdict}, ${count("warning")} to know of, ${count("ok")} fine`, "", ...lines, ""].join("\n");
}

if (require.main === module) void runCommand(doctor);
