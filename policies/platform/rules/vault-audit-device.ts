import { ofType } from "../../lib/cloud/resources";
import { MMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { AUDIT } from "../../lib/vault/resources";

export const vaultAuditDevice = stackRule({
  name: "vault-audit-device",
  title: "Vault writes down who asked for what",
  description:
    "A stack that configures Vault must enable an audit device, and two in production: with one, Vault answers nobody while that cannot be written to.",
  group: "vault",
  severity: "high",
  levels: MMM,
  references: ["Vault production hardening"],
  remedy: "Declare vault.Audit, such as a file that goes to the logs, and in production a second one of another type.",
  check(resources, report) {
    // Whatever the order of the stack, the finding is about the same one.
    const [first] = resources.filter(({ type }) => type.startsWith("vault:")).sort((a, b) => (a.urn < b.urn ? -1 : 1));
    if (!first) return;
    const needed = report.environment === "production" ? 2 : 1;
    const found = ofType(resources, AUDIT).length;
    if (found >= needed) return;
    report.on(first.urn, () =>
      report.violation(`the stack must have ${needed} audit devices of Vault, and has ${found}`),
    );
  },
});
