import type { GitlabPlan } from "../../src/resolve/gitlab";
import { UserError } from "../lib/errors";

/**
 * Makes sure that GITLAB_TOKEN is one that GitLab knows; the provider takes it from the environment. Nothing is asked
 * where the program manages nothing in GitLab.
 * @throws UserError before anybody waits for the CLI; it never shows the token
 */
export async function checkGitlabToken(
  stack: string,
  gitlab: GitlabPlan | undefined,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!gitlab) return;
  const token = env["GITLAB_TOKEN"];
  if (!token) {
    throw new UserError(
      `GITLAB_TOKEN must be set, because stack ${stack} manages GitLab (platform:gitlab), got nothing; make a token with the scope api for an owner of group ${gitlab.group}, and keep it in Vault`,
    );
  }
  const status = await statusOf(`${gitlab.baseUrl}user`, token);
  if (status === 200) return;
  throw new UserError(
    status === 401
      ? `GITLAB_TOKEN must be one that GitLab at ${gitlab.baseUrl} knows, got one that is expired, revoked or another server's; make another`
      : `GitLab at ${gitlab.baseUrl} must say whose GITLAB_TOKEN is, got status ${status}; is platform:gitlab.baseUrl right, and the token's scope api?`,
  );
}

async function statusOf(address: string, token: string): Promise<number> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(address, { headers, redirect: "manual", signal: AbortSignal.timeout(15_000) });
    return status;
  } catch (error) {
    const { cause } = error as Error;
    throw new UserError(
      `GitLab at ${address} must answer, got ${(cause instanceof Error ? cause : (error as Error)).message}; check platform:gitlab.baseUrl and the network`,
    );
  }
}
