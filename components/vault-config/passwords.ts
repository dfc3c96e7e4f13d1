import * as vault from "@pulumi/vault";
import type { Configuring } from "./args";
import { passwordPolicy } from "./names";

/** 32 signs that need no quotes anywhere: 190 bits. */
export const passwordRules = `length = 32
rule "charset" {
  charset = "abcdefghijklmnopqrstuvwxyz"
  min-chars = 1
}
rule "charset" {
  charset = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  min-chars = 1
}
rule "charset" {
  charset = "0123456789"
  min-chars = 1
}
`;

/** How passwords look that Vault makes for the platform. The SDK has no resource of its own for it. */
export function passwordRulesOf({ name, opts }: Configuring): void {
  new vault.generic.Endpoint(
    `${name}-password-policy`,
    {
      path: `sys/policies/password/${passwordPolicy}`,
      dataJson: JSON.stringify({ policy: passwordRules }),
      ignoreAbsentFields: true,
    },
    opts,
  );
}
