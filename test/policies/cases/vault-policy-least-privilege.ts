import { vaultPolicyLeastPrivilege } from "../../../policies/platform/rules/vault-policy-least-privilege";
import { unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import { vaultPolicy } from "../../support/vault";
import type { Failing, RuleCases } from "../../support/rules";

const of = (policy: unknown) => [vaultPolicy("shop", policy)];
const path = (name: string, ...capabilities: string[]) =>
  `path "${name}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`;
const bad = (policy: string, ...says: string[]): Failing => ({ resources: of(policy), says });

const EVERYTHING = "policy, line 1: the path must not be everything";
const SUDO = "policy, line 1: capabilities must not hold sudo";
const ACCESS = "policy, line 1: must not change everything below sys, auth or identity";
const unreadable = (line: number) => `policy must be what Vault can read: line ${line} is no HCL`;

export const cases: RuleCases = {
  rule: vaultPolicyLeastPrivilege,
  passing: {
    "named paths": of(path("secret/data/shop/*", "create", "read") + path("secret/+/shop/+", "list")),
    "everything below sys, to read": of(path("sys/*", "read", "list")),
    "one kind of policies": of(path("sys/policies/acl/*", "create", "update")),
    "a denial of everything": of(path("*", "deny") + path("sys/*", "deny", "sudo")),
    JSON: of('{"path": {"secret/data/shop/*": {"capabilities": ["read"]}}}'),
    "no paths": of(""),
    "a deployer's, for named sign-in methods and audit devices": [
      vaultPolicy(
        "platform-deployer",
        path("sys/auth/oidc", "update", "sudo") + path("sys/audit", "read", "sudo") + path("sys/audit/file", "sudo"),
      ),
    ],
  },
  failing: {
    everything: bad(path("*", "read"), EVERYTHING),
    "everything, as root": bad(path("*", "read", "sudo"), EVERYTHING, SUDO),
    "every mount": bad(path("+/*", "read"), EVERYTHING),
    "every mount, segment by segment": bad(path("/+/+", "read"), EVERYTHING),
    "a root-protected path": bad(path("sys/seal", "update", "sudo"), SUDO),
    "a named sign-in method, for who is no deployer": bad(path("sys/auth/oidc", "update", "sudo"), SUDO),
    "every sign-in method, for a deployer": {
      resources: [vaultPolicy("platform-deployer", path("sys/auth/*", "update", "sudo"))],
      says: [SUDO],
    },
    "another root-protected path, for a deployer": {
      resources: [vaultPolicy("platform-deployer", path("sys/seal", "update", "sudo"))],
      says: [SUDO],
    },
    "a root-protected path in the former way": bad('path "sys/seal" { policy = "sudo" }', SUDO),
    "all that decides on access": bad(path("sys/*", "read", "update"), ACCESS),
    "all mounts of logins": bad(path("auth/+/*", "create"), ACCESS),
    "all identities": bad(path("identity/*", "delete"), ACCESS),
    "a later path": bad(path("a/b", "read") + path("*", "read"), "policy, line 4: the path must not be everything"),
    "a JSON with everything": bad('{"path": {"*": {"capabilities": ["read"]}}}', EVERYTHING),
    "what is no policy": bad('path "a" {\n capabilities = read\n}', unreadable(2)),
    "a role for a policy": bad('role "a" {}', unreadable(1)),
  },
  unknown: { "the policy": { resources: of(UNKNOWN), says: unknown("policy") } },
};
