import * as vault from "@pulumi/vault";
import type { Configuring, VaultTeam } from "./args";
import { mounts, transitKey } from "./names";

const rotationSeconds = 90 * 24 * 3600;

/** Encryption for applications: a key for each team in each of its environments, which never leaves Vault. */
export function transit({ name, opts }: Configuring, teams: VaultTeam[]): void {
  const { path: backend } = new vault.Mount(`${name}-transit`, { path: mounts.transit, type: "transit" }, opts);
  for (const team of teams) {
    for (const environment of team.environments) {
      const key = transitKey(team.name, environment);
      new vault.transit.SecretBackendKey(
        `${name}-transit-${key}`,
        {
          backend,
          name: key,
          type: "aes256-gcm96",
          autoRotatePeriod: rotationSeconds,
          exportable: false,
          allowPlaintextBackup: false,
          deletionAllowed: false,
        },
        // What it encrypted is lost with it.
        { ...opts, protect: true },
      );
    }
  }
}
