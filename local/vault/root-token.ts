import { z } from "zod";
import { UserError } from "../lib/errors";
import { wordsOf, type VaultServer } from "./server";

const lookup = z.object({ data: z.object({ policies: z.array(z.string()) }) });

/** Policies of a token, undefined when the server knows no such token: it was revoked, or is another server's. */
export async function policiesOf(server: VaultServer, token: string): Promise<string[] | undefined> {
  const answer = await server.ask("GET", "auth/token/lookup-self", { token });
  if (answer.status === 403) return undefined;
  if (answer.status !== 200) {
    throw new UserError(
      `Vault must know its tokens, got ${wordsOf(answer)}; see the log of its pods, then run it again`,
    );
  }
  return lookup.parse(answer.body).data.policies;
}

/** Revokes it, with every token that it made, and looks whether it is dead. @throws UserError when it is not */
export async function revokeRootToken(server: VaultServer, token: string): Promise<void> {
  await server.ask("POST", "auth/token/revoke-self", { token });
  if ((await policiesOf(server, token)) === undefined) return;
  throw new UserError("the root token must be dead, got one that still works; run it again, or revoke it by hand");
}
