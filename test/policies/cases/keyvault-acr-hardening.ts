import { keyvaultAcrHardening } from "../../../policies/cloud/rules/keyvault-acr-hardening";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const vault = (properties?: object) => azure("keyvault:Vault", "main", properties && { properties });
const registry = (props: Record<string, unknown>) => azure("containerregistry:Registry", "images", props);
const PURGE = "properties.enablePurgeProtection must be true";

export const cases: RuleCases = {
  rule: keyvaultAcrHardening,
  passing: {
    "a protected vault": [vault({ enablePurgeProtection: true })],
    "a registry without admin": [registry({ adminUserEnabled: false })],
    "Azure's default for registries": [registry({})],
  },
  failing: {
    "a vault that can be purged": { resources: [vault({ enablePurgeProtection: false })], says: PURGE },
    "a vault that does not say": { resources: [vault()], says: PURGE },
    "a registry with a password": {
      resources: [registry({ adminUserEnabled: true })],
      says: "adminUserEnabled must be false",
    },
  },
  unknown: {
    "the protection": {
      resources: [vault({ enablePurgeProtection: UNKNOWN })],
      says: unknown("properties.enablePurgeProtection"),
    },
  },
};
