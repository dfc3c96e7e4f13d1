import { UserError } from "../lib/errors";
import type { FirstStart } from "./folder";
import { decrypt } from "./pgp";
import { sealStatusOf } from "./seal";
import { wordsOf, type VaultServer } from "./server";

export interface UnsealOptions {
  server: VaultServer;
  state: FirstStart;
  /** Whose part it is. */
  as: string;
  decryptCommand: string;
  step: (what: string) => void;
}

/** Gives one operator's part to one server. @returns how many parts it still takes */
export async function giveShare({ server, state, as, decryptCommand, step }: UnsealOptions): Promise<number> {
  const share = state.shares?.find(({ operator }) => operator === as);
  if (!share) {
    throw new UserError(
      `--as must name one of those who have a part (${state.operators.join(", ")}), got "${as}"; correct it`,
    );
  }
  step(`decrypting the part of ${as}`);
  const key = await decrypt(decryptCommand, Buffer.from(share.encrypted, "base64"), `the part of ${as}`);
  const answer = await server.ask("PUT", "sys/unseal", { body: { key } });
  if (answer.status !== 200) {
    throw new UserError(
      `Vault at ${server.at.address} must take the part of ${as}, got ${wordsOf(answer)}; are these parts of another Vault? See npm run vault -- status`,
    );
  }
  const { sealed, t, progress } = await sealStatusOf(server);
  return sealed ? t - progress : 0;
}
