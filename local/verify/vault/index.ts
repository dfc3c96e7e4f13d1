import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { VaultError, type VaultClient } from "../../apply/vault";
import type { VaultSession } from "../../apply/vault/session";
import type { KubernetesClient } from "../../kubernetes";
import { root } from "../../lib/project";
import type { CheckOutcome } from "../report";
import { checkAudit } from "./audit";
import { checkCertificates } from "./certificates";
import type { DeclaredVault } from "./declared";
import { probe } from "./expected";
import { checkLeases } from "./leases";
import { checkCapabilities, checkReading, signedIn, type Planted, type SignedIn } from "./matrix";
import { checkPlanted } from "./planted";
import { checkRefusals } from "./refusals";
import { identitiesOf, peopleIssuer } from "./signin";
import { Tally } from "./tally";

export interface VaultChecks {
  declared: DeclaredVault;
  session: VaultSession;
  /** The API server's administrator: its tokens are what OpenBao is shown. */
  client: KubernetesClient;
  /** Runs and reports one group of checks. */
  group: (name: string, check: () => Promise<CheckOutcome>) => Promise<void>;
}

/**
 * Proves on a live OpenBao who reaches which secret: with tokens that the API server made and OpenBao has it review,
 * with tokens as GitLab signs them, with secrets that are planted for the time of the checks and looked for afterwards.
 */
export async function verifyVault({ declared, session, client, group }: VaultChecks): Promise<void> {
  const { admin, issuer, layout } = session;
  const proofs = { client, issuer };
  const identities = identitiesOf(declared, proofs);
  const [audit, from] = [layout.openbaoAudit(), statSync(layout.openbaoAudit()).size];
  if (declared.people) await writeClient(session);
  const planted = await plant(admin, declared);
  let tokens: SignedIn[] = [];
  try {
    await group("sign-in (OpenBao)", async () => {
      const tally = new Tally();
      tokens = await signedIn(admin, identities, tally);
      const { passed, failed, failures } = tally.outcome;
      const refusals = await checkRefusals(admin, declared, proofs);
      return {
        passed: passed + refusals.passed,
        failed: failed + refusals.failed,
        failures: [...failures, ...refusals.failures],
      };
    });
    await group("policies (OpenBao)", () => checkCapabilities(admin, declared, tokens));
    await group("secrets (OpenBao)", () => checkReading(admin, planted, tokens));
    await group("certificates (OpenBao)", () => checkCertificates(admin));
    await group("leases (OpenBao)", () => checkLeases(admin, planted, identities));
    await group("audit log (OpenBao)", () => Promise.resolve(checkAudit(audit, from, planted, identities)));
    await group("planted secrets", () =>
      Promise.resolve(checkPlanted([layout.directory, join(root, "out")], secretsOf(planted, tokens))),
    );
  } finally {
    for (const { token } of tokens) await admin.post("auth/token/revoke", { token });
    for (const { path } of planted) await admin.request("DELETE", path.replace("/data/", "/metadata/"));
  }
}

function secretsOf(planted: Planted[], tokens: SignedIn[]) {
  return [
    ...planted.map(({ path, value }) => ({ name: `the secret at ${path}`, value })),
    ...tokens.flatMap(({ identity, token, jwt }) => [
      { name: `the token of ${identity.name}`, value: token },
      { name: `the proof of ${identity.name}`, value: jwt },
    ]),
  ];
}

/** One secret for each team and environment, and one of the platform: random, so that it can be looked for. */
async function plant(admin: VaultClient, { environments, teams }: DeclaredVault): Promise<Planted[]> {
  const owners = environments.flatMap((environment) =>
    [...teams.map(({ name }) => name), "platform"].map((team) => ({ team, environment })),
  );
  const planted: Planted[] = [];
  for (const { team, environment } of owners) {
    const path = `${environment}/data/${team}/${probe}`;
    const value = `planted-${randomBytes(24).toString("hex")}`;
    await untilMounted(() => admin.post(path, { data: { value } }));
    planted.push({ team, environment, path, value });
  }
  return planted;
}

/** A store that has just been mounted needs a moment to get versions. */
async function untilMounted(write: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await write();
      return;
    } catch (error) {
      const upgrading = error instanceof VaultError && /upgrading|Upgrading/.test(error.message);
      if (!upgrading || tries === 50) throw error;
      await sleep(100);
    }
  }
}

/** What a person writes into Vault once (docs/vault.md); the provider here is a key set on loopback. */
async function writeClient({ admin, issuer }: VaultSession): Promise<void> {
  await admin.post("auth/oidc/config", {
    jwks_url: issuer.keySetUrl,
    bound_issuer: peopleIssuer,
  });
}
