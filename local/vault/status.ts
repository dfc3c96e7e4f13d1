import { messageOf, UserError } from "../lib/errors";
import type { FirstStart, FirstStartFolder } from "./folder";
import { sealStatusOf, unsealedByPeople, type SealStatus } from "./seal";
import type { VaultServer } from "./server";

export interface VaultStatus {
  /** For people. */
  text: string;
  /** Whether the first start is over and the server serves. */
  finished: boolean;
}

/** How far the first start got, and what is next. Needs no secret. */
export async function statusOf(stack: string, server: VaultServer, folder: FirstStartFolder): Promise<VaultStatus> {
  const state = folder.read();
  const status = await sealStatusOf(server).catch((error: unknown) => {
    if (error instanceof UserError) return messageOf(error);
    throw error;
  });
  const next = nextOf(stack, state, status);
  const lines = [
    `server      ${typeof status === "string" ? status : `${server.at.address}: ${wordsFor(status)}`}`,
    `key         ${state?.shares ? `${state.shares.length} ${state.parts} parts in ${folder.directory} (${state.operators.join(", ")}), ${state.threshold} are needed` : `no parts in ${folder.directory}`}`,
    `root token  ${rootTokenWords(state)}`,
    `next        ${next ?? "nothing: the first start is over"}`,
  ];
  return { text: [stack, ...lines.map((line) => `  ${line}`), ""].join("\n"), finished: next === undefined };
}

function wordsFor(status: SealStatus): string {
  const { type, initialized, sealed, progress, t } = status;
  if (!initialized) return `not initialised, seal ${type}`;
  if (!sealed) return `unsealed, seal ${type}`;
  return unsealedByPeople(status) ? `sealed, ${progress} of ${t} parts given` : `sealed, waits for ${type}`;
}

function rootTokenWords(state: FirstStart | undefined): string {
  if (state?.finished !== undefined) return `revoked on ${state.finished}`;
  return state?.rootToken === undefined ? "unknown" : `lives, encrypted to ${state.rootTokenFor}`;
}

function nextOf(stack: string, state: FirstStart | undefined, status: SealStatus | string): string | undefined {
  if (typeof status === "string") return "let it answer";
  const init = `npm run vault -- init ${stack}`;
  if (!status.initialized) return init;
  if (!state?.shares) return "find the folder with its parts: docs/runbooks/vault-first-start.md";
  if (status.sealed) {
    if (!unsealedByPeople(status)) return "see the log of its pods: its key management service does not unseal it";
    return `${status.t - status.progress} of ${state.operators.join(", ")} run npm run vault -- unseal ${stack} --as NAME`;
  }
  return state.finished === undefined ? init : undefined;
}
