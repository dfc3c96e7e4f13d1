import { propsOf } from "../../lib/cloud/resources";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { text } from "../../lib/unknowns";
import { HclError } from "../../lib/vault/hcl";
import { vaultPaths, type VaultPath } from "../../lib/vault/policy";
import { POLICY } from "../../lib/vault/resources";

/** Everything, or every mount. */
const EVERYTHING = /^\+?(\/?\+)*\/?\*?$/;
/** Where Vault keeps who may do what: to change all of it is to be root. */
const ACCESS = /^(sys|auth|identity)\/(\+\/)*\*$/;
/** One named sign-in method or audit device: Vault asks for sudo where one is switched on. */
const SWITCHES = /^sys\/(auth\/[^*+]+|audit(\/[^*+]+)?)$/;
const CHANGES = ["create", "update", "patch", "delete"];

export const vaultPolicyLeastPrivilege = resourceRule({
  name: "vault-policy-least-privilege",
  title: "Policies of Vault name what they allow",
  description:
    "A policy of Vault must allow named paths, not everything, no root-protected ones (sudo), and no change of all that decides on access. Only a deployer's may switch named sign-in methods and audit devices.",
  group: "vault",
  severity: "high",
  levels: AMM,
  references: [],
  remedy:
    "Name the mount and the path, such as secret/data/TEAM/*, and only the capabilities that are used. Policies of who configures Vault: list them under deployers in the policy's configuration.",
  config: {
    properties: {
      deployers: {
        type: "array",
        items: { type: "string" },
        default: ["platform-deployer"],
        description: "Policies of who configures Vault: these may switch sign-in methods and audit devices.",
      },
    },
  },
  applies: (type) => type === POLICY,
  check(resource, report) {
    const { name, policy } = propsOf<{ name: string; policy: string }>(resource);
    const { deployers = ["platform-deployer"] } = report.config<{ deployers: string[] }>();
    const source = text(policy);
    let paths: VaultPath[];
    try {
      paths = vaultPaths(source);
    } catch (error) {
      if (!(error instanceof HclError)) throw error;
      report.violation(`policy must be what Vault can read: ${error.message}`);
      return;
    }
    for (const { path, capabilities, line } of paths) {
      if (capabilities.includes("deny")) continue; // goes before all others
      const at = `policy, line ${line}:`;
      const written = path.replace(/^\//, "");
      if (EVERYTHING.test(written)) report.violation(`${at} the path must not be everything`);
      if (ACCESS.test(written) && CHANGES.some((change) => capabilities.includes(change))) {
        report.violation(`${at} must not change everything below sys, auth or identity`);
      }
      const switches = SWITCHES.test(written) && deployers.includes(text(name));
      if (capabilities.includes("sudo") && !switches) report.violation(`${at} capabilities must not hold sudo`);
    }
  },
});
