import { z } from "zod";
import { renderPolicy } from "../../components/lib/vault-policy";
import { deployerPolicy } from "../../components/vault-config/names";
import { deployerGrants } from "../../components/vault-config/policies";
import { UserError } from "../lib/errors";
import { wordsOf, type VaultServer } from "./server";

/** How long a token lives that nobody revokes, because this process was killed (seconds). */
const tokenSeconds = 2 * 3600;

export interface DeployerToken {
  token: string;
  accessor: string;
  /** When it ends by itself. */
  ends: Date;
}

const created = z.object({ auth: z.object({ client_token: z.string(), accessor: z.string() }) });

/** Lets a deployment in: the policy that the program declares as well, and a short-lived child of the root token. */
export async function admitDeployer(
  server: VaultServer,
  token: string,
  environments: string[],
): Promise<DeployerToken> {
  const body = { policy: renderPolicy(deployerGrants(environments)) };
  await server.must(`take the policy ${deployerPolicy}`, "PUT", `sys/policies/acl/${deployerPolicy}`, { token, body });
  const answer = await server.must("make a token for the deployment", "POST", "auth/token/create", {
    token,
    body: {
      policies: [deployerPolicy],
      ttl: `${tokenSeconds}s`,
      explicit_max_ttl: `${tokenSeconds}s`,
      display_name: "first-start",
    },
  });
  const { auth } = created.parse(answer);
  return { token: auth.client_token, accessor: auth.accessor, ends: new Date(Date.now() + 1000 * tokenSeconds) };
}

/** @returns why it could not, undefined when it is revoked */
export async function dismissDeployer(
  server: VaultServer,
  token: string,
  deployer: DeployerToken,
): Promise<string | undefined> {
  try {
    const body = { accessor: deployer.accessor };
    const answer = await server.ask("POST", "auth/token/revoke-accessor", { token, body });
    return answer.status < 300 ? undefined : wordsOf(answer);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
