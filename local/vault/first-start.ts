import { z } from "zod";
import { UserError } from "../lib/errors";
import { endFirstAudit, ensureAudit } from "./audit";
import { admitDeployer, dismissDeployer } from "./deployer";
import type { FirstStart, FirstStartFolder } from "./folder";
import { decrypt, keyForVault, proveKeys, type Operator } from "./pgp";
import { policiesOf, revokeRootToken } from "./root-token";
import { sealStatusOf, unsealedByPeople, untilServing, type SealStatus } from "./seal";
import { wordsOf, type VaultServer } from "./server";
import { giveShare } from "./unseal";

export interface FirstStartOptions {
  stack: string;
  server: VaultServer;
  folder: FirstStartFolder;
  operators: Operator[];
  /** How many operators it takes together. */
  threshold: number;
  /** Name of the operator at this machine. */
  as: string;
  /** Prints what it decrypts from its standard input. */
  decryptCommand: string;
  /** Environments with a mount of their own. */
  environments: string[];
  /** Whether the program configures the server. */
  configure: boolean;
  /** Deploys the stack with a token in its environment, and resolves to its exit status. */
  deploy: (token: string) => Promise<number>;
  /** A token to go on with where the first root token is dead before the end. */
  replacement?: string;
  step: (what: string) => void;
  signal: AbortSignal;
}

/**
 * Brings a server from nothing to configured, with its root token dead. Whatever step it is stopped at, running it
 * again goes on there: the server and the folder say how far it got.
 * @returns what is to be done next; undefined when nothing is
 */
export async function firstStart(options: FirstStartOptions): Promise<string | undefined> {
  const { server, folder, stack, step, signal } = options;
  step(`asking ${server.at.address}`);
  const status = await sealStatusOf(server);
  if (!status.initialized) await initialize(options, status);
  signal.throwIfAborted();
  const initialized = initializedBefore(options);
  const waiting = await unsealed(options, initialized);
  if (waiting !== undefined) return waiting;
  const state = sameCluster(options, initialized, await sealStatusOf(server));
  if (state.finished !== undefined) return undefined;
  signal.throwIfAborted();
  if (!options.configure) {
    return `set platform:vault.configure to true in Pulumi.${stack}.yaml, and run npm run vault -- init ${stack} again; its root token lives until then, encrypted to ${state.rootTokenFor} in ${folder.directory}`;
  }

  const token = await rootTokenOf(options, state);
  if (token === undefined) {
    finish(folder, state);
    return undefined;
  }
  signal.throwIfAborted();
  if (state.configured === undefined) {
    step("making sure that an audit log is kept");
    await ensureAudit(server, token);
    await configure(options, token);
    state.configured = new Date().toISOString();
    folder.write(state);
  }
  signal.throwIfAborted();
  step("revoking the root token");
  await endFirstAudit(server, token);
  await revokeRootToken(server, token);
  finish(folder, state);
  return undefined;
}

const answered = z.object({
  keys_base64: z.array(z.string()).nullish(),
  recovery_keys_base64: z.array(z.string()).nullish(),
  root_token: z.string(),
});

async function initialize(options: FirstStartOptions, status: SealStatus): Promise<void> {
  const { server, folder, operators, threshold, as, decryptCommand, step, signal } = options;
  if (folder.read()?.shares) {
    throw new UserError(
      `Vault at ${server.at.address} must be the one whose parts are in ${folder.directory}, got one that is not initialised; move that folder away if its Vault is gone, or correct --address`,
    );
  }
  step(`proving that ${operators.map(({ name }) => name).join(", ")} can be encrypted to, and ${as} decrypts`);
  const keys = operators.map(keyForVault);
  if (new Set(keys).size < keys.length) {
    throw new UserError("platform:vault.operators must have a key each, got one key twice; ask for the right one");
  }
  const own = operators.find(({ name }) => name === as) as Operator;
  await proveKeys(operators, own, decryptCommand);
  signal.throwIfAborted();

  const parts = unsealedByPeople(status) ? "unseal" : "recovery";
  const begun: FirstStart = {
    address: server.at.address,
    begun: new Date().toISOString(),
    parts,
    threshold,
    rootTokenFor: as,
    operators: operators.map(({ name }) => name),
  };
  folder.write(begun); // also proves that the disk takes it
  step(`initialising, with ${keys.length} ${parts} parts of which ${threshold} are needed`);
  const prefix = parts === "unseal" ? "secret" : "recovery";
  const answer = await server.ask("PUT", "sys/init", {
    body: {
      [`${prefix}_shares`]: keys.length,
      [`${prefix}_threshold`]: threshold,
      [parts === "unseal" ? "pgp_keys" : "recovery_pgp_keys"]: keys,
      root_token_pgp_key: keyForVault(own),
    },
    // It says this once: better to wait than to miss it.
    patienceSeconds: 600,
  });
  if (answer.status !== 200) {
    throw new UserError(
      `Vault must initialise, got ${wordsOf(answer)}; correct platform:vault, or see the log of its pods, then run it again`,
    );
  }
  const { keys_base64, recovery_keys_base64, root_token } = answered.parse(answer.body);
  const shares = (parts === "unseal" ? keys_base64 : recovery_keys_base64) ?? [];
  folder.write({
    ...begun,
    shares: operators.map(({ name }, i) => ({ operator: name, encrypted: shares[i] as string })),
    rootToken: root_token,
  });
}

/** @throws UserError when the server was initialised and its parts are elsewhere, or nowhere */
export function initializedBefore({ server, folder, stack }: Pick<FirstStartOptions, "server" | "folder" | "stack">) {
  const state = folder.read();
  if (state?.shares) return { ...state, shares: state.shares };
  const lost =
    "if nobody has them and nothing is stored yet, begin again with empty volumes (docs/runbooks/vault-first-start.md)";
  if (state) {
    throw new UserError(
      `the parts of ${stack}'s key must be in ${folder.directory}, got none: the first start was stopped while Vault initialised, or somebody else initialised it; ${lost}`,
    );
  }
  throw new UserError(
    `Vault at ${server.at.address} is initialised, so the parts of its key must be in ${folder.directory}, got none; copy that folder from whoever initialised it, or give it with --folder; ${lost}`,
  );
}

/** @returns who has to do what first, undefined when it serves */
async function unsealed(options: FirstStartOptions, state: FirstStart): Promise<string | undefined> {
  const { server, stack, as, step, signal } = options;
  const status = await sealStatusOf(server);
  if (status.sealed && unsealedByPeople(status)) {
    const left = await giveShare({ ...options, state });
    if (left > 0) {
      const others = state.operators.filter((name) => name !== as).join(", ");
      return `${left} more of ${others} must run npm run vault -- unseal ${stack} --as NAME, then run npm run vault -- init ${stack} again`;
    }
  }
  step("waiting until it serves");
  await untilServing(server, signal);
  return undefined;
}

/** Remembers which cluster it is. @throws UserError when it is another than that of the folder */
function sameCluster({ server, folder }: FirstStartOptions, state: FirstStart, status: SealStatus): FirstStart {
  if (state.clusterId === undefined) {
    const known = { ...state, clusterId: status.cluster_id };
    folder.write(known);
    return known;
  }
  if (state.clusterId === status.cluster_id) return state;
  throw new UserError(
    `Vault at ${server.at.address} must be the one whose parts are in ${folder.directory} (cluster ${state.clusterId}), got cluster ${status.cluster_id}; correct --address or --folder`,
  );
}

/** Undefined when it is dead and has done its work. @throws UserError when it is dead before */
async function rootTokenOf(options: FirstStartOptions, state: FirstStart): Promise<string | undefined> {
  const { server, folder, decryptCommand, replacement, step, stack } = options;
  step(`decrypting the root token, which ${state.rootTokenFor} can`);
  const encrypted = Buffer.from(state.rootToken ?? "", "base64");
  const token = await decrypt(decryptCommand, encrypted, `the root token, encrypted to ${state.rootTokenFor}`);
  if (await policiesOf(server, token)) return token;
  if (state.configured !== undefined) return undefined;
  const remedy = `make another together (docs/runbooks/vault-first-start.md) and run npm run vault -- init ${stack} with it in VAULT_TOKEN`;
  if (replacement === undefined) {
    throw new UserError(
      `the root token in ${folder.directory} must live until ${stack} is configured, got a dead one: somebody revoked it; ${remedy}`,
    );
  }
  if ((await policiesOf(server, replacement))?.includes("root")) return replacement;
  throw new UserError(`VAULT_TOKEN must be a root token, got another or a dead one; ${remedy}`);
}

/** The first configuring deployment, with a token that ends with it. */
async function configure(
  { server, stack, environments, folder, deploy, step }: FirstStartOptions,
  token: string,
): Promise<void> {
  step("making a short-lived token for the deployment");
  const deployer = await admitDeployer(server, token, environments);
  let status: number;
  try {
    step("deploying the stack, which configures it");
    status = await deploy(deployer.token);
  } finally {
    const problem = await dismissDeployer(server, token, deployer);
    if (problem !== undefined) {
      step(`warning: the deployment's token lives until ${deployer.ends.toISOString()}: ${problem}`);
    }
  }
  if (status === 0) return;
  throw new UserError(
    `the deployment of ${stack} must succeed, got exit status ${status}; correct what it says and run npm run vault -- init ${stack} again; the root token lives until then, encrypted in ${folder.directory}`,
    1,
  );
}

function finish(folder: FirstStartFolder, state: FirstStart): void {
  folder.write({ ...state, rootToken: undefined, finished: new Date().toISOString() });
}

export interface RevokeOptions {
  server: VaultServer;
  folder: FirstStartFolder;
  stack: string;
  decryptCommand: string;
}

/** Ends the root token without going on. @returns whether it lived until now */
export async function abandon(options: RevokeOptions): Promise<boolean> {
  const { server, folder, decryptCommand } = options;
  const { rootToken, rootTokenFor } = initializedBefore(options);
  if (rootToken === undefined) return false;
  const what = `the root token, encrypted to ${rootTokenFor} in ${folder.directory}`;
  const token = await decrypt(decryptCommand, Buffer.from(rootToken, "base64"), what);
  if (!(await policiesOf(server, token))) return false;
  await revokeRootToken(server, token);
  return true;
}
