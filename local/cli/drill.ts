import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { choose, drill, type DrillResult } from "../drill";
import { ClusterObjects } from "../drill/cluster";
import { drillMetrics, drillReport } from "../drill/report";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { loadKubeconfig } from "../lib/kubeconfig";
import { Progress } from "../lib/progress";
import { root } from "../lib/project";
import { stackConfig } from "../lib/stack-config";

const usage = `usage: npm run drill -- STACK [options]

Restores the newest backup of each namespace into one of its own (drill-NAMESPACE), which nothing enters or leaves,
measures how long that takes, compares it with what was promised, and removes it again. docs/runbooks/restore-drill.md
explains what it shows and what it does not.

  --namespace NAME    only this one (may be repeated)
  --timeout MINUTES   the longest that one may take (default: 60)
  --keep              leave the restored namespaces for somebody to look at
  --metrics FILE      also write the figures as OpenMetrics
  --kubeconfig FILE   kubeconfig of the cluster (default: that of the stack)
  --context NAME      context in it (default: that of the stack)
  --help              this text

Exit status: 0 all came back as promised, 1 something did not, 2 bad configuration or usage.
`;

/** The command with its arguments. @returns the exit status */
export async function drillCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      namespace: { type: "string", multiple: true, default: [] },
      timeout: { type: "string", default: "60" },
      keep: { type: "boolean", default: false },
      metrics: { type: "string" },
      kubeconfig: { type: "string" },
      context: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [stack, ...rest] = positionals;
  if (stack === undefined || rest.length > 0) {
    throw new UserError("the command must name one stack; write for example npm run drill -- production");
  }
  const timeoutMinutes = Number(values.timeout);
  if (!(timeoutMinutes > 0)) {
    throw new UserError(`--timeout must be a number of minutes, got "${values.timeout}"; write for example 60`);
  }
  const { backup, cluster: settings } = stackConfig(root, stack);
  if (!backup) {
    throw new UserError(`stack ${stack} must have backups, got platform:backup.kind none; there is nothing to restore`);
  }
  const chosen = choose(backup.groups, values.namespace);
  const own = settings.kind === "existing" ? settings : undefined;
  const context = values.context ?? own?.context;
  if (context === undefined) {
    throw new UserError(`--context must be given, because stack ${stack} makes its cluster (kind ${settings.kind})`);
  }
  const config = loadKubeconfig({ kubeconfig: values.kubeconfig ?? own?.kubeconfig, context });
  const results = await interruptible(async (signal) => {
    const progress = new Progress(stack);
    const cluster = new ClusterObjects(config);
    let last = "";
    const step = (what: string) => {
      if (what !== last) progress.step(what);
      last = what;
    };
    const found: DrillResult[] = [];
    try {
      for (const each of chosen) {
        found.push(await drill(cluster, { ...each, timeoutMinutes, keep: values.keep, step, signal }));
      }
    } finally {
      progress.end();
    }
    return found;
  });
  process.stdout.write(drillReport(stack, results));
  if (values.metrics !== undefined) {
    mkdirSync(dirname(values.metrics), { recursive: true });
    writeFileSync(values.metrics, drillMetrics(stack, results));
  }
  return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

/** Lets what runs clean up when somebody stops the command. */
async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort(new UserError("stopped; what was restored is removed"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

if (require.main === module) void runCommand(drillCommand);
