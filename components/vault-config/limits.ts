import * as vault from "@pulumi/vault";
import type { Configuring } from "./args";

/**
 * Requests per second that one address may make: enough for any workload, too few to stop the server.
 * Leases are limited by the times of mounts and roles; to limit their number is Vault Enterprise's.
 */
export function limits({ name, opts }: Configuring): void {
  new vault.QuotaRateLimit(`${name}-rate`, { name: "everything", path: "", rate: 200, interval: 1 }, opts);
}
