import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { VaultPlan } from "../../src/resolve/vault";
import { runCommand } from "../lib/command";
import { messageOf, UserError } from "../lib/errors";
import { Progress } from "../lib/progress";
import { root } from "../lib/project";
import { stackConfig } from "../lib/stack-config";
import { acquireLock } from "../toolchain/lock";
import { deployStack } from "../vault/deploy";
import { abandon, firstStart, initializedBefore } from "../vault/first-start";
import { FirstStartFolder } from "../vault/folder";
import { VaultServer } from "../vault/server";
import { statusOf } from "../vault/status";
import { giveShare } from "../vault/unseal";

const usage = `usage: npm run vault -- init|status|unseal|revoke STACK [options] [-- options of npm run up]

The first start of a stack's Vault or OpenBao. docs/runbooks/vault-first-start.md explains each step.

  init    initialises it, with a part of its key for each of platform:vault.operators, encrypted to their PGP keys by
          the server itself; unseals it where people do that; deploys the stack with a short-lived token, which
          configures it; revokes the root token. Stopped at any moment, it goes on where it was.
  status  how far that is, and what is next; needs no secret
  unseal  gives one operator's part to a sealed server
  revoke  ends the root token of a first start that is not to go on

  --as NAME            which operator is at this machine (default: the only one)
  --folder DIR         where the encrypted parts are kept (default: vault-init/STACK)
  --decrypt COMMAND    prints what it decrypts from its standard input (default: gpg --quiet --decrypt)
  --address URL        where the server answers (default: platform:vault.address)
  --ca-file FILE       authority of its certificate, PEM (default: $VAULT_CACERT)
  --server-name NAME   name in its certificate (default: the address's; vault.vault.svc for one of this machine)
  --cwd DIR            folder of the Pulumi project (default: this one)
  --help               this text

Secrets are decrypted in memory, and handed to children in their environment only: never in arguments, files or logs.

Exit status: 0 done, 1 not done yet: it says what is next, 2 bad configuration or usage, or something failed.
`;

interface Context {
  directory: string;
  stack: string;
  vault: VaultPlan;
  server: VaultServer;
  folder: FirstStartFolder;
  /** @throws UserError when it must be given */
  operator: () => string;
  decryptCommand: string;
  caFile?: string;
  upArguments: string[];
  step: (what: string) => void;
  signal: AbortSignal;
}

const commands: Record<string, (context: Context) => Promise<number>> = {
  init: initCommand,
  status: async ({ stack, server, folder }) => {
    const { text, finished } = await statusOf(stack, server, folder);
    process.stdout.write(text);
    return finished ? 0 : 1;
  },
  unseal: async (context) => {
    const state = initializedBefore(context);
    const left = await giveShare({ ...context, state, as: context.operator() });
    process.stdout.write(left > 0 ? `sealed: it takes ${left} more\n` : "unsealed\n");
    return left > 0 ? 1 : 0;
  },
  revoke: async (context) => {
    const lived = await abandon(context);
    process.stdout.write(lived ? "the root token is revoked\n" : "the root token was dead already\n");
    return 0;
  },
};

/** The command with its arguments. @returns the exit status */
export async function vaultCommand(args: string[]): Promise<number> {
  const { values, positionals, tokens } = parseArgs({
    args,
    allowPositionals: true,
    tokens: true,
    options: {
      as: { type: "string" },
      folder: { type: "string" },
      decrypt: { type: "string", default: "gpg --quiet --decrypt" },
      address: { type: "string" },
      "ca-file": { type: "string" },
      "server-name": { type: "string" },
      cwd: { type: "string", default: root },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const end = tokens.find(({ kind }) => kind === "option-terminator");
  const upArguments = end ? args.slice(end.index + 1) : [];
  const [name = "", stack, ...rest] = positionals.slice(0, positionals.length - upArguments.length);
  const command = commands[name];
  if (!command) {
    const known = Object.keys(commands).join(", ");
    throw new UserError(`the command must be one of ${known}, got "${name}"; see --help`);
  }
  if (stack === undefined || rest.length > 0) {
    throw new UserError(`the command must name one stack; write for example npm run vault -- ${name} dev`);
  }
  const directory = resolve(values.cwd);
  const { vault } = stackConfig(directory, stack);
  if (!vault) {
    throw new UserError(
      `stack ${stack} must have a Vault, got platform:vault.distribution none; there is none to start`,
    );
  }
  const address = addressOf(stack, values.address ?? vault.address);
  const caFile = values["ca-file"] ?? process.env["VAULT_CACERT"];
  const at = {
    address: address.origin,
    ca: caFile === undefined ? undefined : readAuthority(caFile),
    serverName:
      values["server-name"] ??
      process.env["VAULT_TLS_SERVER_NAME"] ??
      (isThisMachine(address) ? "vault.vault.svc" : undefined),
  };
  return await interruptible(stack, async (signal, step) =>
    command({
      directory,
      stack,
      vault,
      server: new VaultServer(at),
      folder: new FirstStartFolder(resolve(values.folder ?? join(directory, "vault-init", stack))),
      operator: () => operatorOf(vault, values.as),
      decryptCommand: values.decrypt,
      caFile: caFile === undefined ? undefined : resolve(caFile),
      upArguments,
      step,
      signal,
    }),
  );
}

async function initCommand(context: Context): Promise<number> {
  const { directory, stack, vault, folder, upArguments, caFile, step, signal } = context;
  const as = context.operator();
  const lock = await acquireLock(`${folder.directory}.lock`, {
    signal,
    onWait: ({ pid }) => step(`npm run vault is at work in process ${pid}, waiting for it`),
  });
  try {
    const next = await firstStart({
      ...context,
      operators: vault.operators.map(({ name, pgpKeyFile }) => ({ name, pgpKeyFile: resolve(directory, pgpKeyFile) })),
      threshold: vault.threshold,
      as,
      environments: vault.environments,
      configure: vault.configure,
      replacement: process.env["VAULT_TOKEN"],
      deploy: (token) => deployStack({ directory, stack, args: upArguments, token, caFile }),
    });
    const over = `the first start is over: its root token is dead. Keep copies of ${folder.directory} where the operators find them`;
    process.stdout.write(next === undefined ? `${over}\n` : `not done yet: ${next}\n`);
    return next === undefined ? 0 : 1;
  } finally {
    await lock.release();
  }
}

function addressOf(stack: string, text: string | undefined): URL {
  if (text === undefined) {
    throw new UserError(
      `--address must be given, because stack ${stack} has no platform:vault.address; kubectl -n vault port-forward vault-0 8200 makes https://127.0.0.1:8200 one`,
    );
  }
  if (URL.canParse(text) && /^https?:/.test(text)) {
    const url = new URL(text);
    // Secrets in clear go nowhere but to this machine.
    if (url.protocol === "https:" || isThisMachine(url)) return url;
  }
  throw new UserError(`--address must be an https URL, got "${text}"; write for example https://127.0.0.1:8200`);
}

function isThisMachine({ hostname }: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`--ca-file (or VAULT_CACERT) must be readable, got ${messageOf(error)}; correct the path`);
  }
}

function operatorOf({ operators }: VaultPlan, given: string | undefined): string {
  const names = operators.map(({ name }) => name);
  if (names.length === 0) {
    throw new UserError(
      "platform:vault.operators must name who gets a part of the key, got nobody; add their PGP keys",
    );
  }
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  throw new UserError(`--as must name the operator at this machine (${names.join(", ")}), got ${given ?? "none"}`);
}

/** Stops between two steps, or when the deployment ended in good order. */
async function interruptible(
  stack: string,
  work: (signal: AbortSignal, step: (what: string) => void) => Promise<number>,
): Promise<number> {
  const progress = new Progress(stack);
  const controller = new AbortController();
  const stop = () =>
    controller.abort(
      new UserError(
        `stopped; npm run vault -- status ${stack} says how far it got, and the same command goes on there`,
      ),
    );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  try {
    return await work(controller.signal, (what) => progress.step(what));
  } catch (error) {
    throw controller.signal.aborted && !(error instanceof UserError) ? controller.signal.reason : error;
  } finally {
    progress.end();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  }
}

if (require.main === module) void runCommand(vaultCommand);
