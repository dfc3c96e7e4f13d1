import { readFileSync } from "node:fs";
import { z } from "zod";
import { authMounts, deployerPolicy } from "../../components/vault-config/names";
import type { VaultPlan } from "../../src/resolve/vault";
import { UserError } from "../lib/errors";
import { policiesOf } from "../vault/root-token";
import { VaultServer, wordsOf } from "../vault/server";

const login = z.object({ auth: z.object({ client_token: z.string() }) });

/**
 * The token with which a deployment configures Vault: VAULT_TOKEN, or one for the pipeline's VAULT_ID_TOKEN. Undefined
 * where the program configures none.
 * @throws UserError when there is neither, or the server refuses it, before anybody waits for the CLI
 */
export async function vaultToken(
  stack: string,
  vault: VaultPlan | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (!vault?.configure || vault.address === undefined) return undefined;
  const { VAULT_TOKEN: token, VAULT_ID_TOKEN: idToken, VAULT_CACERT: caFile } = env;
  if (!token && !idToken) {
    throw new UserError(
      `VAULT_TOKEN must be set, because stack ${stack} configures Vault (platform:vault.configure), got neither it nor VAULT_ID_TOKEN; people: export VAULT_TOKEN=$(bao login -method=oidc -token-only role=platform-admin), pipelines: id_tokens with VAULT_ID_TOKEN, first start: npm run vault -- init ${stack}`,
    );
  }
  const server = new VaultServer({
    address: vault.address,
    ca: caFile ? readFileSync(caFile, "utf8") : undefined,
    serverName: env["VAULT_TLS_SERVER_NAME"],
  });
  if (!token) return await signIn(server, idToken as string);
  if (await policiesOf(server, token)) return token;
  throw new UserError(
    `VAULT_TOKEN must be one that Vault at ${vault.address} knows, got one that is expired, revoked or another server's; sign in again`,
  );
}

async function signIn(server: VaultServer, jwt: string): Promise<string> {
  const body = { role: deployerPolicy, jwt };
  const answer = await server.ask("POST", `auth/${authMounts.gitlab}/login`, { body });
  if (answer.status === 200) return login.parse(answer.body).auth.client_token;
  throw new UserError(
    `Vault must let this pipeline in as ${deployerPolicy}, got ${wordsOf(answer)}; is it one of platform:vault.pipelines (project, protected branch, environment), and the audience of its id_token that of the stack?`,
  );
}
