import { setTimeout as sleep } from "node:timers/promises";
import type { VaultClient } from "../../apply/vault";
import type { CheckOutcome } from "../report";
import type { Planted } from "./matrix";
import { signIn, type Identity } from "./signin";
import { Tally } from "./tally";

/** Longest time that a sign-in of a pod or pipeline may last, in seconds. */
const longestSeconds = 3600;

/** A token ends with its time, and when it is revoked; with it ends what it may. */
export async function checkLeases(
  admin: VaultClient,
  planted: Planted[],
  identities: Identity[],
): Promise<CheckOutcome> {
  const tally = new Tally();
  const judge = async (identity: Identity) => {
    const own = planted.find(({ team, environment }) => team === identity.team && environment === identity.environment);
    const result = await signIn(admin, identity.method, identity.role, await identity.jwt());
    if (!own || "refused" in result) return; // The matrix says so.
    const where = `auth/${identity.method}/role/${identity.role}`;
    const { creation_ttl: ttl, policies } = (await admin.post("auth/token/lookup", { token: result.token })) as {
      creation_ttl: number;
      policies: string[];
    };
    tally.expect(
      ttl > 0 && ttl <= longestSeconds,
      where,
      `a token of ${identity.name} must end within ${longestSeconds} s, got ${ttl} s`,
      "its role lets it",
    );
    tally.expect(
      !policies.includes("root"),
      where,
      `a token of ${identity.name} must not be root`,
      policies.join(", "),
    );
    const holder = admin.as(result.token);
    await admin.post("auth/token/revoke", { token: result.token });
    const revoked = await holder.statusOf("GET", own.path);
    tally.expect(
      revoked === 403,
      own.path,
      `a revoked token of ${identity.name} must get 403, got ${revoked}`,
      "it lives on",
    );

    const short = await admin.request("POST", "auth/token/create", { policies, ttl: "1s", renewable: false });
    const brief = admin.as(short.auth!.client_token);
    const before = await brief.statusOf("GET", own.path);
    await sleep(1500);
    const after = await brief.statusOf("GET", own.path);
    const what = `a token whose second has passed must get 403 after 200, got ${after} after ${before}`;
    tally.expect(before === 200 && after === 403, own.path, what, "it lives on");
  };
  // Side by side: each waits for a token's end.
  await Promise.all(identities.filter(({ kind }) => kind !== "person").map(judge));
  return tally.outcome;
}
