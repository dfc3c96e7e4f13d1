import { z } from "zod";
import { UserError } from "../lib/errors";
import { wordsOf, type VaultServer } from "./server";

/** Name of the policy, and of the role of pipelines, that deploys the platform. */
export const deployerPolicy = "platform-deployer";

/** How long a token lives that nobody revokes, because this process was killed (seconds). */
const tokenSeconds = 2 * 3600;

type Capability = "create" | "read" | "update" | "delete" | "list" | "sudo";
const all: Capability[] = ["create", "read", "update", "delete", "list"];

/**
 * What the first configuring deployment needs, and no secret of anybody. The deployment replaces it with the policy of
 * the same name that the program declares.
 */
const firstRules: Record<string, Capability[]> = {
  // The provider works with a short-lived child of its token.
  "auth/token/create": ["update"],
  "sys/mounts": ["read"],
  "sys/mounts/*": all,
  "sys/auth": ["read"],
  "sys/auth/*": [...all, "sudo"],
  "sys/audit": ["read", "sudo"],
  "sys/audit/*": [...all, "sudo"],
  "sys/policies/*": all,
  "sys/quotas/*": all,
  "auth/+/config": all,
  "auth/+/role/*": all,
  "identity/*": all,
  "pki-root/*": [...all, "sudo"],
  "pki/*": [...all, "sudo"],
  "transit/keys/*": all,
  "database/*": all,
};

export function firstDeployerPolicy(): string {
  return Object.entries(firstRules)
    .map(([path, capabilities]) => `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`)
    .join("\n");
}

export interface DeployerToken {
  token: string;
  accessor: string;
  /** When it ends by itself. */
  ends: Date;
}

const created = z.object({ auth: z.object({ client_token: z.string(), accessor: z.string() }) });

/** Lets a deployment in: its policy where there is none yet, and a short-lived child of the root token. */
export async function admitDeployer(server: VaultServer, token: string): Promise<DeployerToken> {
  const path = `sys/policies/acl/${deployerPolicy}`;
  const existing = await server.ask("GET", path, { token });
  if (existing.status === 404) {
    const body = { policy: firstDeployerPolicy() };
    await server.must(`take the policy ${deployerPolicy}`, "PUT", path, { token, body });
  }
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
