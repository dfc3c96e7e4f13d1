import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reportOf } from "../../report/report";
import { summary } from "../../report/summary";
import { writeReports } from "../../report/write";
import { down, Layout, status } from "../controlplane";
import { bringUpDev } from "../dev/up";
import { outcomeText, statusText } from "../dev/text";
import { loadStack } from "../engine/project";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { Progress } from "../lib/progress";
import { root } from "../lib/project";
import { acquireLock } from "../toolchain/lock";
import { declaredOf, formatReport, verify } from "../verify";

const usage = `usage: npm run local -- [up|verify|status|kubeconfig|down] [options]

The dev stack on a real API server on this machine, on 127.0.0.1 only.

  up          starts etcd, Kubernetes, simulated nodes and OpenBao, applies the stack through the policy packs, deletes
              what left it, and verifies (default). The first time builds the servers, which takes minutes.
  verify      proves again that what configuration declares holds: access, connectivity, Pod Security, quotas, ...
  status      each server and how it does
  kubeconfig  path of the administrator's kubeconfig: export KUBECONFIG=$(npm run --silent local -- kubeconfig)
  down        stops everything and removes its state

  --crds DIR   more CustomResourceDefinitions than those of the pinned Go modules
  --stack S    stack to apply and verify (default: dev)
  --cwd DIR    folder of the Pulumi project (default: this one)
  --state DIR  folder of the control plane's state (default: out/local)
  --help

Exit status: 0 all is as declared, 1 a check or a mandatory policy failed, 2 bad configuration, usage or environment.
`;

interface Context {
  stack: string;
  directory: string;
  state: string;
  crds?: string;
  signal: AbortSignal;
  progress: Progress;
}

const commands: Record<string, (context: Context) => Promise<number>> = {
  up: (context) => alone(context, upCommand),
  verify: (context) => alone(context, verifyCommand),
  down: (context) => alone(context, downCommand),
  status: async ({ state }) => {
    const servers = await status(state);
    process.stdout.write(`${statusText(servers)}\n`);
    return servers.every((server) => server.healthy) ? 0 : 1;
  },
  kubeconfig: ({ state }) => {
    process.stdout.write(`${kubeconfigOf(state)}\n`);
    return Promise.resolve(0);
  },
};

/** The command with its arguments. @returns the exit status */
export async function local(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      crds: { type: "string" },
      stack: { type: "string", default: "dev" },
      cwd: { type: "string", default: root },
      state: { type: "string", default: join(root, "out", "local") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [name = "up", ...more] = positionals;
  const command = commands[name];
  if (!command || more.length > 0) {
    const known = Object.keys(commands).join(", ");
    throw new UserError(`the command must be one of ${known}, got "${positionals.join(" ")}"; see --help`);
  }
  const { stack, crds } = values;
  const progress = new Progress("local");
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new UserError("interrupted; npm run local goes on from here"));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
  try {
    const [directory, state] = [resolve(values.cwd), resolve(values.state)];
    return await command({ stack, directory, state, crds, progress, signal: interruption.signal });
  } catch (error) {
    throw interruption.signal.aborted ? interruption.signal.reason : error;
  } finally {
    progress.end();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, interrupt);
  }
}

async function upCommand(context: Context): Promise<number> {
  const { stack, directory, progress } = context;
  const started = Date.now();
  const config = loadStack(directory, stack);
  const result = await bringUpDev({
    ...context,
    config,
    declared: declaredOf(stack, config),
    log: (message) => progress.step(message),
    onEvent: (event) => progress.engineEvent(event),
  });
  progress.end();
  if (!result.report) {
    const out = join(root, "out", stack);
    const report = reportOf(stack, result.run, { settings: config });
    await writeReports(out, report);
    process.stdout.write(`${summary(report, relative(process.cwd(), out) || ".")}\n`);
    return result.run.status === "violated" ? 1 : 2;
  }
  process.stdout.write(`${outcomeText(stack, result, (Date.now() - started) / 1000)}\n`);
  return result.report.failed === 0 ? 0 : 1;
}

async function verifyCommand({ stack, directory, state, progress, signal }: Context): Promise<number> {
  const declared = declaredOf(stack, loadStack(directory, stack));
  const log = (message: string) => progress.step(message);
  const report = await verify({ ...declared, stack, state, kubeconfig: kubeconfigOf(state), log, signal });
  progress.end();
  process.stdout.write(`${formatReport(report)}\n`);
  return report.failed === 0 ? 0 : 1;
}

async function downCommand({ state, progress, signal }: Context): Promise<number> {
  const stopped = await down(state, (message) => progress.step(message), signal);
  process.stdout.write(stopped.length > 0 ? `stopped: ${stopped.join(", ")}\n` : "nothing was running\n");
  return 0;
}

/** One such command at a time: the checks of one would meet the half-applied objects of another. */
async function alone(context: Context, command: (context: Context) => Promise<number>): Promise<number> {
  const { state, progress, signal } = context;
  const lock = await acquireLock(`${state}.command.lock`, {
    signal,
    onWait: ({ pid }) => progress.step(`npm run local is at work in process ${pid}, waiting for it`),
  });
  try {
    return await command(context);
  } finally {
    await lock.release();
  }
}

function kubeconfigOf(state: string): string {
  const file = new Layout(state).kubeconfig();
  if (existsSync(file)) return file;
  throw new UserError(
    `the control plane must have been started, got no state in ${state}; start it with npm run local`,
  );
}

if (require.main === module) void runCommand(local);
