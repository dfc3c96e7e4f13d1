import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import type { ClusterArgs } from "../../components/cluster";
import { destroyOptions } from "../deploy/destroy-options";
import { checkGitlabToken } from "../deploy/gitlab-token";
import { pulumiCli } from "../deploy/pulumi-cli";
import { quietHome } from "../deploy/quiet-home";
import { vaultToken } from "../deploy/vault-token";
import { checkLeftovers, prepareStack } from "../leftovers/command";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { serverVersion } from "../lib/kubeconfig";
import { ownPacks, root } from "../lib/project";
import { stackConfig } from "../lib/stack-config";

const verbs = ["preview", "up", "refresh", "destroy"] as const;
type Verb = (typeof verbs)[number];

/** The CLI judges what is about to be deployed; a refresh or a destroy deploys nothing and takes no packs. */
const judged: Verb[] = ["preview", "up"];

const destroyUsage = `  --prepare           first suspends Flux, deletes Ingresses and Services with load balancers, and waits until they and
                      what controllers made for them are gone; needs --confirm STACK
  --unprotect         first takes the protection off every resource of the state; needs --confirm STACK
  --confirm STACK     the stack's name once more
  --check             destroys nothing: lists what is left of the stack, or in the way of its end, with remedies; with
                      --json for programs. Exit status: 0 nothing is left, 1 something is, 2 bad usage or no answer
  --kubeconfig FILE, --context NAME   where the cluster is (default: that of the stack)
`;

const usage = (verb: string) => `usage: npm run ${verb} -- --stack STACK [options of pulumi ${verb}]

Runs pulumi ${verb} for the stack${judged.includes(verb as Verb) ? " with every policy pack of policies/, at the levels of the stack's environment" : ""}.
First checks the configuration, and that an existing cluster answers. Everything else is passed on to the Pulumi CLI,
which is taken from PATH, or fetched by npm's pulumi package. A stack that configures Vault (platform:vault.configure)
takes a token from VAULT_TOKEN, or signs in with a pipeline's VAULT_ID_TOKEN; VAULT_CACERT names the authority.
One that manages GitLab (platform:gitlab) takes a token from GITLAB_TOKEN.

  -s, --stack STACK   a stack with a file Pulumi.STACK.yaml (ORG/PROJECT/STACK works too)
  -C, --cwd DIR       folder of the Pulumi project (default: this one)
${verb === "destroy" ? destroyUsage : ""}  --help              this text; "pulumi ${verb} --help" lists the other options

Exit status: that of the CLI; ${verb === "destroy" ? "1 when something is left in an existing cluster; " : ""}2 for bad configuration, or a cluster, Vault or GitLab that does not answer or lets nobody in.
`;

/** The command with its arguments, the verb first. @returns the exit status */
export async function deploy([verb, ...args]: string[]): Promise<number> {
  if (!verbs.includes(verb as Verb)) throw new UserError(`the command must be ${verbs.join(", ")}, got "${verb}"`);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(usage(verb as Verb));
    return 0;
  }
  const { stack, directory, rest: given } = takeProject(args, verb as Verb);
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  const end = verb === "destroy" ? destroyOptions(given, name) : undefined;
  const rest = end?.rest ?? given;
  const config = stackConfig(directory, name);
  const { cluster, vault, gitlab } = config;
  if (end?.check) return checkLeftovers(name, config, end.where, end.json);
  if (cluster.kind === "existing") {
    process.stderr.write(`${name}: checking that the cluster answers\n`);
    process.stderr.write(`${name}: Kubernetes ${await serverVersion(cluster)} at context ${cluster.context}\n`);
  } else process.stderr.write(`${name}: ${whereMade(cluster)}\n`);

  const token = await vaultToken(name, vault, process.env);
  await checkGitlabToken(name, gitlab, process.env);

  const packs = judged.includes(verb as Verb) ? ownPacks().flatMap((pack) => ["--policy-pack", pack]) : [];
  const cli = pulumiCli();
  const home = quietHome();
  const env = {
    ...cli.env,
    ...(token === undefined ? {} : { VAULT_TOKEN: token }),
    PULUMI_HOME: home,
    PULUMI_ERROR_OUTPUT_STRING: "true",
  };
  try {
    const call = (...args: string[]) => exitStatus(cli.command, [...cli.args, ...args], directory, env);
    if (end?.prepare) await prepareStack(name, config, end.where);
    if (end?.unprotect) {
      const status = await call("state", "unprotect", "--all", "--yes", "--stack", stack);
      if (status !== 0) return status;
    }
    const status = await call(verb as Verb, "--stack", stack, ...packs, ...rest);
    const destroyed = end && status === 0 && cluster.kind === "existing" && !rest.includes("--preview-only");
    return destroyed ? await checkLeftovers(name, config, end.where, false) : status;
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

/** Takes `--stack` and `--cwd` out of the arguments, in each way that the CLI knows. */
export function takeProject(args: string[], verb: Verb): { stack: string; directory: string; rest: string[] } {
  const rest: string[] = [];
  let stack: string | undefined;
  let directory = root;
  for (let i = 0; i < args.length; i++) {
    const [, name, attached] = /^(--stack|-s|--cwd|-C)(?:=(.*))?$/s.exec(args[i] as string) ?? [];
    if (name === undefined) {
      rest.push(args[i] as string);
      continue;
    }
    const value = attached ?? args[++i];
    if (name === "--stack" || name === "-s") stack = value;
    else if (value) directory = resolvePath(value);
  }
  if (!stack) {
    throw new UserError(`--stack must name a stack; write for example npm run ${verb} -- --stack dev`);
  }
  return { stack, directory, rest };
}

/** Ctrl-C reaches the CLI as well, which ends in good order; until then this process waits. */
function exitStatus(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const wait = () => undefined;
    process.on("SIGINT", wait);
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    // The CLI ends in good order on this signal only.
    const stop = () => child.kill("SIGINT");
    process.on("SIGTERM", stop);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGINT", wait).off("SIGTERM", stop);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

if (require.main === module) void runCommand(deploy);
