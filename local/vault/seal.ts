import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../lib/errors";
import type { VaultServer } from "./server";

const sealStatus = z.object({
  type: z.string(),
  initialized: z.boolean(),
  sealed: z.boolean(),
  /** Parts that it takes, parts that there are, parts that were given. */
  t: z.number(),
  n: z.number(),
  progress: z.number(),
  /** Missing in old versions, which have it where the seal is not Shamir's. */
  recovery_seal: z.boolean().optional(),
  cluster_id: z.string().optional(),
});
export type SealStatus = z.infer<typeof sealStatus>;

/** @throws UserError when what answers is no Vault */
export async function sealStatusOf(server: VaultServer): Promise<SealStatus> {
  const answer = await server.ask("GET", "sys/seal-status");
  const parsed = sealStatus.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `a Vault must answer at ${server.at.address}, got HTTP status ${answer.status} of something else; correct the address`,
  );
}

/** Whether people unseal it, with their parts of the key; else a key management service does, and parts recover. */
export function unsealedByPeople({ type }: SealStatus): boolean {
  return type === "shamir";
}

/**
 * Waits until it serves requests: a node that was just unsealed has to find out who leads.
 * @throws UserError when it stays sealed or without a leader
 */
export async function untilServing(server: VaultServer, signal: AbortSignal, patienceSeconds = 60): Promise<void> {
  const deadline = Date.now() + 1000 * patienceSeconds;
  for (;;) {
    // A standby hands requests on to the leader.
    const { status } = await server.ask("GET", "sys/health?standbyok=true");
    if (status === 200) return;
    if (Date.now() > deadline) {
      const what = status === 503 ? "sealed" : `HTTP status ${status}`;
      throw new UserError(
        `Vault at ${server.at.address} must serve after ${patienceSeconds} seconds, got ${what}; see kubectl -n vault logs vault-0 (its key management service, its identity)`,
      );
    }
    await sleep(500, undefined, { signal });
  }
}
