import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { ClusterArgs } from "../../components/cluster";
import { pulumiCli } from "../deploy/pulumi-cli";
import { quietHome } from "../deploy/quiet-home";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { serverVersion } from "../lib/kubeconfig";
import { ownPacks, root } from "../lib/project";
import { stackConfig } from "../lib/stack-config";

const verbs = ["preview", "up", "refresh", "destroy"] as const;
type Verb = (typeof verbs)[number];

/** The CLI judges what is about to be deployed; a refresh or a destroy deploys nothing and takes no packs. */
const judged: Verb[] = ["preview", "up"];

const usage = (verb: string) => `usage: npm run ${verb} -- --stack STACK [options of pulumi ${verb}]

Runs pulumi ${verb} for the stack${judged.includes(verb as Verb) ? " with every policy pack of policies/, at the levels of the stack's environment" : ""}.
First checks the configuration, and that an existing cluster answers. Everything else is passed on to the Pulumi CLI,
which is taken from PATH, or fetched by npm's pulumi package.

  -s, --stack STACK   a stack with a file Pulumi.STACK.yaml (ORG/PROJECT/STACK works too)
  --help              this text; "pulumi ${verb} --help" lists the other options

Exit status: that of the CLI; 2 for bad configuration or a cluster that does not answer.
`;

/** The command with its arguments, the verb first. @returns the exit status */
export async function deploy([verb, ...args]: string[]): Promise<number> {
  if (!verbs.includes(verb as Verb)) throw new UserError(`the command must be ${verbs.join(", ")}, got "${verb}"`);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(usage(verb as Verb));
    return 0;
  }
  const { stack, rest } = takeStack(args, verb as Verb);
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  const { cluster } = stackConfig(root, name);
  if (cluster.kind === "existing") {
    process.stderr.write(`${name}: checking that the cluster answers\n`);
    process.stderr.write(`${name}: Kubernetes ${await serverVersion(cluster)} at context ${cluster.context}\n`);
  } else process.stderr.write(`${name}: ${whereMade(cluster)}\n`);

  const packs = judged.includes(verb as Verb) ? ownPacks().flatMap((pack) => ["--policy-pack", pack]) : [];
  const cli = pulumiCli();
  const home = quietHome();
  const env = { ...cli.env, PULUMI_HOME: home, PULUMI_ERROR_OUTPUT_STRING: "true" };
  try {
    return await exitStatus(cli.command, [...cli.args, verb as Verb, "--stack", stack, ...packs, ...rest], env);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The provider refuses credentials of any other account; here people see it before they wait. */
function whereMade(cluster: Exclude<ClusterArgs, { kind: "existing" }>): string {
  return cluster.kind === "aws"
    ? `cluster ${cluster.clusterName} in account ${cluster.accountId}, ${cluster.region}`
    : `cluster ${cluster.clusterName} in subscription ${cluster.subscriptionId}, ${cluster.location}`;
}

/** Takes `--stack` out of the arguments, in each way that the CLI knows. */
export function takeStack(args: string[], verb: Verb): { stack: string; rest: string[] } {
  const rest: string[] = [];
  let stack: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--stack" || arg === "-s") stack = args[++i];
    else if (/^(--stack|-s)=/.test(arg)) stack = arg.slice(arg.indexOf("=") + 1);
    else rest.push(arg);
  }
  if (!stack) {
    throw new UserError(`--stack must name a stack; write for example npm run ${verb} -- --stack dev`);
  }
  return { stack, rest };
}

/** Ctrl-C reaches the CLI as well, which ends in good order; until then this process waits. */
function exitStatus(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const wait = () => undefined;
    process.on("SIGINT", wait);
    const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGINT", wait);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

if (require.main === module) void runCommand(deploy);
