import { VaultError, type VaultClient } from "../../apply/vault";
import type { CheckOutcome } from "../report";
import { Tally } from "./tally";

/** What the role `internal` must sign, and what it must refuse. */
const names: [string, boolean][] = [
  ["api.payments.svc", true],
  ["api.payments.svc.cluster.local", true],
  ["www.example.com", false],
  ["svc.cluster.local", false],
  ["*.payments.svc", false],
  ["localhost", false],
  ["api.payments.svc.evil.example.com", false],
];

const byTheRole = /not allowed (by|in) this role/;

/** Tries the authority as its administrator, whom the role binds like everybody; what it signs lives for ten minutes. */
export async function checkCertificates(admin: VaultClient): Promise<CheckOutcome> {
  const tally = new Tally();
  const where = "pki/roles/internal";
  const issue = (body: Record<string, unknown>) =>
    attempt(admin, { ttl: "10m", key_type: "ec", key_bits: 256, ...body });
  for (const [name, allowed] of names) {
    const refused = await issue({ common_name: name });
    const must = allowed ? "must be signed" : "must be refused";
    const got = refused === undefined ? "a certificate" : allowed ? "refused" : "another refusal";
    tally.expect(
      allowed ? refused === undefined : refused !== undefined && byTheRole.test(refused),
      where,
      `${name} ${must}, got ${got}`,
      refused ?? "the role allows it",
    );
  }
  const inDomain = { common_name: "api.payments.svc" };
  const more: [string, Record<string, unknown>][] = [
    ["an IP address", { ...inDomain, ip_sans: "10.0.0.1" }],
    ["another name beside one in the domain", { ...inDomain, alt_names: "www.example.com" }],
  ];
  for (const [what, body] of more) {
    const refused = await issue(body);
    tally.expect(
      refused !== undefined && byTheRole.test(refused),
      where,
      `${what} must be refused by the role, got otherwise`,
      refused ?? "a certificate",
    );
  }
  return tally.outcome;
}

async function attempt(admin: VaultClient, body: Record<string, unknown>): Promise<string | undefined> {
  try {
    await admin.post("pki/issue/internal", body);
    return undefined;
  } catch (error) {
    if (error instanceof VaultError && error.status < 500) return error.message;
    throw error;
  }
}
