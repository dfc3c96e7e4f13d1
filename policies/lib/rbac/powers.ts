import { celText } from "../admission/admission";
import type { PolicyRule } from "../kubernetes/types";
import { all, any, some, text } from "../unknowns";
import { CEL_NAMED, celGrants, celIncludes } from "./cel";
import { grants, grantsOnAll, includes, named, type Permission } from "./grants";

/** A way in which a rule of a role gives more than its holder should have. */
export interface Power {
  /** What the holder may do, for messages. */
  what: string;
  /** Three-valued: whether the rule of a role gives it. */
  given(rule: PolicyRule): boolean;
  /** The same as CEL about the rule `r`. */
  cel: string;
}

/** `*` where something could be named. */
export const WILDCARDS: readonly Power[] = [
  { what: "every verb (*)", given: (rule) => includes(() => rule.verbs, ["*"]), cel: celIncludes("verbs", ["*"]) },
  {
    what: "every API group (*)",
    given: (rule) => includes(() => rule.apiGroups, ["*"]),
    cel: celIncludes("apiGroups", ["*"]),
  },
  {
    what: "every resource or subresource (*)",
    given: (rule) =>
      some(
        () => rule.resources,
        (resource) => text(resource).includes("*"),
      ),
    cel: "r.?resources.orValue([]).exists(resource, resource.contains('*'))",
  },
  {
    what: "every non-resource URL (*)",
    given: (rule) => includes(() => rule.nonResourceURLs, ["*", "/*"]),
    cel: celIncludes("nonResourceURLs", ["*", "/*"]),
  },
];

const RBAC = "rbac.authorization.k8s.io";

/** What lets a holder take rights that nobody gave. A wildcard verb counts where it includes them. */
export const ESCALATIONS: readonly Power[] = [
  verb("bind", "bind (give roles whose rights it lacks)", [
    { group: RBAC, resource: "roles" },
    { group: RBAC, resource: "clusterroles" },
  ]),
  verb("escalate", "escalate (write roles with rights it lacks)", [
    { group: RBAC, resource: "roles" },
    { group: RBAC, resource: "clusterroles" },
  ]),
  verb("impersonate", "impersonate (act as somebody else)", [
    { group: "", resource: "users" },
    { group: "", resource: "groups" },
    { group: "", resource: "serviceaccounts" },
    { group: "authentication.k8s.io", resource: "uids" },
  ]),
];

function verb(name: string, what: string, objects: readonly Omit<Permission, "verbs">[]): Power {
  return {
    what,
    given: (rule) =>
      any(
        // Impersonation also comes in parts, such as `impersonate:serviceaccount`.
        () =>
          some(
            () => rule.verbs,
            (item) => item === name || text(item).startsWith(`${name}:`),
          ),
        () =>
          some(
            () => objects,
            (object) => grants(rule, { ...object, verbs: ["*"] }),
          ),
      ),
    cel: [
      `r.?verbs.orValue([]).exists(verb, verb == ${celText(name)} || verb.startsWith(${celText(`${name}:`)}))`,
      ...objects.map((object) => `(${celGrants({ ...object, verbs: ["*"] })})`),
    ].join(" || "),
  };
}

/** `patch` reads too: its answer is the whole object, even of an empty patch. */
const READ_SECRETS: Permission = { group: "", resource: "secrets", verbs: ["get", "list", "watch", "patch"] };

export const SECRET_READS: readonly Power[] = [
  {
    what: "reading every Secret",
    given: (rule) => grantsOnAll(rule, READ_SECRETS),
    cel: `${celGrants(READ_SECRETS)} && !${CEL_NAMED}`,
  },
];

/** Three-valued: whether the rule reads Secrets that it names. */
export function readsNamedSecrets(rule: PolicyRule): boolean {
  return all(
    () => grants(rule, READ_SECRETS),
    () => named(rule),
  );
}

/** The same as CEL about the rule `r`. */
export const CEL_READS_NAMED_SECRETS = `${celGrants(READ_SECRETS)} && ${CEL_NAMED}`;

const WRITES = ["create", "update", "patch", "delete", "deletecollection"];

const MAKE_TOKENS: Permission = { group: "", resource: "serviceaccounts/token", verbs: ["create"] };

/** Objects and subresources whose use leads to nodes, to other identities or around admission. */
export const DANGERS: readonly Power[] = [
  danger("nodes/proxy (the kubelet's API)", { group: "", resource: "nodes/proxy" }),
  danger("pods/exec (commands in any container)", { group: "", resource: "pods/exec" }),
  danger("pods/attach (the terminal of any container)", { group: "", resource: "pods/attach" }),
  danger("pods/ephemeralcontainers (a container in any pod)", {
    group: "",
    resource: "pods/ephemeralcontainers",
    verbs: ["update", "patch"],
  }),
  {
    what: "serviceaccounts/token (tokens of every service account)",
    // Of an account that the rule names, the holder gets no more than that account's rights.
    given: (rule) => grantsOnAll(rule, MAKE_TOKENS),
    cel: `${celGrants(MAKE_TOKENS)} && !${CEL_NAMED}`,
  },
  danger("certificatesigningrequests/approval (client certificates)", {
    group: "certificates.k8s.io",
    resource: "certificatesigningrequests/approval",
    verbs: ["update", "patch"],
  }),
  danger("mutatingwebhookconfigurations (admission of every object)", {
    group: "admissionregistration.k8s.io",
    resource: "mutatingwebhookconfigurations",
    verbs: WRITES,
  }),
  danger("validatingwebhookconfigurations (admission of every object)", {
    group: "admissionregistration.k8s.io",
    resource: "validatingwebhookconfigurations",
    verbs: WRITES,
  }),
  danger("creation of persistentvolumes (paths of nodes)", {
    group: "",
    resource: "persistentvolumes",
    verbs: ["create"],
  }),
];

function danger(what: string, permission: Permission): Power {
  return { what, given: (rule) => grants(rule, permission), cel: celGrants(permission) };
}
