import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVault, type VaultSession } from "../../local/apply/vault/session";
import { run } from "../../local/engine";
import type { RunResult } from "../../local/engine/types";
import { join } from "node:path";
import { root } from "../../local/lib/project";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
let session: VaultSession;
const directory = join(root, "test/fixtures/programs/vault-config");

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(async () => {
  await session?.close();
  await plane.stop();
});

async function configure(config: Record<string, string> = {}): Promise<RunResult> {
  await session?.close();
  session = await openVault(plane.directory, "dev", plane.client);
  const prefixed = Object.fromEntries(Object.entries(config).map(([key, value]) => [`vault-config:${key}`, value]));
  return run({ directory, stack: "dev", config: prefixed, dryRun: false, adapters: [session.adapter] });
}

describe("the configuration of Vault", () => {
  it("is applied to OpenBao as a whole", async () => {
    const result = await configure();
    expect([result.errors, result.notApplied]).toEqual([[], []]);
    expect(result.changed.length).toBe(31);
  });
  it("changes nothing the second time", async () => {
    const result = await configure();
    expect([result.errors, result.changed]).toEqual([[], []]);
  });
});
