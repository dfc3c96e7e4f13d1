import { noDangerousSubresources } from "../../../policies/kubernetes/rules/no-dangerous-subresources";
import type { PolicyRule } from "../../../policies/lib/kubernetes/types";
import { clusterRole, listOf, patch, role } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const ADMISSION = "admissionregistration.k8s.io";

const rule = (group: string, resource: string, ...verbs: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
});
const flagged = (given: PolicyRule, ...what: string[]): Failing => ({
  resources: [clusterRole("risky", given)],
  says: `rules[0] allows ${what.join(", ")}`,
});

const NODES_PROXY = "nodes/proxy (the kubelet's API)";
const EXEC = "pods/exec (commands in any container)";
const ATTACH = "pods/attach (the terminal of any container)";
const EPHEMERAL = "pods/ephemeralcontainers (a container in any pod)";
const TOKEN = "serviceaccounts/token (tokens of every service account)";
const APPROVAL = "certificatesigningrequests/approval (client certificates)";
const MUTATING = "mutatingwebhookconfigurations (admission of every object)";
const VALIDATING = "validatingwebhookconfigurations (admission of every object)";
const VOLUMES = "creation of persistentvolumes (paths of nodes)";

export const cases: RuleCases = {
  rule: noDangerousSubresources,
  passing: {
    "harmless subresources": [
      role("shop/logs", rule("", "pods/log", "get"), rule("apps", "deployments/scale", "patch")),
    ],
    "reading what is dangerous to write": [
      clusterRole(
        "auditor",
        rule(ADMISSION, "validatingwebhookconfigurations", "get", "list"),
        rule("", "persistentvolumes", "get", "delete"),
        rule("certificates.k8s.io", "certificatesigningrequests", "create"),
      ),
    ],
    "tokens of a named service account": [
      role("shop/issuer", { ...rule("", "serviceaccounts/token", "create"), resourceNames: ["web"] }),
    ],
    "the same names in another API group": [clusterRole("other", rule("example.com", "pods/exec", "create"))],
  },
  failing: {
    "nodes/proxy": flagged(rule("", "nodes/proxy", "get"), NODES_PROXY),
    "pods/exec": flagged(rule("", "pods/exec", "create"), EXEC),
    "pods/exec by get, as websockets do": flagged(rule("", "pods/exec", "get"), EXEC),
    "pods/attach": flagged(rule("", "pods/attach", "create"), ATTACH),
    "pods/ephemeralcontainers": flagged(rule("", "pods/ephemeralcontainers", "patch"), EPHEMERAL),
    "serviceaccounts/token": flagged(rule("", "serviceaccounts/token", "create"), TOKEN),
    "certificatesigningrequests/approval": flagged(
      rule("certificates.k8s.io", "certificatesigningrequests/approval", "update"),
      APPROVAL,
    ),
    mutatingwebhookconfigurations: flagged(rule(ADMISSION, "mutatingwebhookconfigurations", "patch"), MUTATING),
    validatingwebhookconfigurations: flagged(rule(ADMISSION, "validatingwebhookconfigurations", "delete"), VALIDATING),
    persistentvolumes: flagged(rule("", "persistentvolumes", "create"), VOLUMES),
    "a subresource of every resource": flagged(rule("", "*/proxy", "get"), NODES_PROXY),
    "every API group": flagged(rule("*", "pods/exec", "create"), EXEC),
    "every verb": flagged(rule("", "persistentvolumes", "*"), VOLUMES),
    "every resource": flagged(rule("", "*", "create"), NODES_PROXY, EXEC, ATTACH, TOKEN, VOLUMES),
    "a patch": {
      resources: [patch(clusterRole("view", rule("", "pods/exec", "create")))],
      says: `rules[0] allows ${EXEC}`,
    },
    "an item of a list": {
      resources: [
        listOf("rbac.authorization.k8s.io/v1/RoleList", "all", role("shop/r", rule("", "pods/exec", "create"))),
      ],
      says: `rules[0] allows ${EXEC}`,
    },
  },
  unknown: {
    "a resource": {
      resources: [role("shop/risky", rule("", UNKNOWN, "create"))],
      says: "rules.0.resources.0 is not known before the deployment",
    },
    "a group, while another resource is certainly dangerous": {
      resources: [role("shop/risky", rule("", "pods/exec", "create"), rule(UNKNOWN, "pods/attach", "get"))],
      says: [`rules[0] allows ${EXEC}`, "rules.1.apiGroups.0 is not known before the deployment"],
    },
  },
};
