import * as vault from "@pulumi/vault";
import type { Configuring } from "./args";
import { auditDevices } from "./policies";

/** One key-value store with versions for each environment. */
export function keyValueStores({ name, opts }: Configuring, environments: string[]): vault.Mount[] {
  return environments.map(
    (environment) =>
      new vault.Mount(
        `${name}-kv-${environment}`,
        {
          path: environment,
          type: "kv",
          options: { version: "2" },
          description: `Secrets of ${environment}: of the platform, and of each team below its name`,
        },
        opts,
      ),
  );
}

/**
 * Who asked for what, written down; in production twice, because Vault answers nobody once it can write to no device.
 * OpenBao takes them by its API since its configuration says so (components/vault/server-config.ts).
 */
export function auditLog({ name, opts }: Configuring, environments: string[]): vault.Audit[] {
  return auditDevices
    .slice(0, environments.includes("production") ? 2 : 1)
    .map(
      ({ path, options }) =>
        new vault.Audit(`${name}-audit-${path}`, { path, type: "file", options: { ...options } }, opts),
    );
}
