import { rmSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../lib/errors";
import { readIfPresent, writePrivately } from "./files";
import type { Layout } from "./layout";
import { ask } from "./loopback";
import { openbaoAddress } from "./servers/openbao";

/**
 * Makes a running OpenBao ready: initialises it with one unseal key, which stays beside its data, or unseals it.
 * @returns false when its data cannot be opened: a crash came between its initialisation and the writing of the key
 */
export async function unseal(layout: Layout, port: number): Promise<boolean> {
  const address = openbaoAddress(port);
  const { status } = await ask({ url: `${address}/v1/sys/health` });
  const initialized = status !== 501;
  if (!initialized) await initialize(layout, address);
  else if (status !== 503) return true;
  const key = readIfPresent(layout.unsealKey());
  if (key === undefined || readIfPresent(layout.rootToken()) === undefined) return false;
  const answer = await ask({ url: `${address}/v1/sys/unseal`, method: "PUT", body: { key } });
  return answer.status === 200;
}

/** Removes data that nobody can open. OpenBao must not run. */
export function forgetVault(layout: Layout): void {
  for (const path of [layout.openbaoData(), layout.unsealKey(), layout.rootToken()]) {
    rmSync(path, { recursive: true, force: true });
  }
}

const initialization = z.object({ keys: z.tuple([z.string()]), root_token: z.string() });

async function initialize(layout: Layout, address: string): Promise<void> {
  const body = { secret_shares: 1, secret_threshold: 1 };
  const answer = await ask({ url: `${address}/v1/sys/init`, method: "PUT", body });
  if (answer.status !== 200) {
    throw new UserError(
      `openbao must initialise, got HTTP status ${answer.status}; see ${layout.log("openbao")}, then run it again`,
    );
  }
  const { keys, root_token: rootToken } = initialization.parse(JSON.parse(answer.body));
  // The key last: where it is, the token is too.
  writePrivately(layout.rootToken(), rootToken);
  writePrivately(layout.unsealKey(), keys[0]);
}
