/** The Kubernetes kind that a Pulumi type token stands for. */
export interface KubernetesType {
  /** API group; "core" for the group that the API leaves empty. */
  group: string;
  version: string;
  /** Kind of the object, without the SDK's `Patch` and `List`; empty for a `List` of anything. */
  kind: string;
  /** A `*Patch` resource: it sets fields of an object that something else made. */
  patch: boolean;
  /** A `*List` resource: its `items` are the objects. */
  list: boolean;
}

const types = new Map<string, KubernetesType | undefined>();

/** What the token says, undefined for what is no Kubernetes object: other providers, charts and YAML components. */
export function kubernetesType(token: string): KubernetesType | undefined {
  if (!types.has(token)) types.set(token, parse(token));
  return types.get(token);
}

/** `group/Kind`, how rules name kinds. */
export function kindKey({ group, kind }: KubernetesType): string {
  return `${group}/${kind}`;
}

const COMPONENT_GROUPS = new Set(["helm.sh", "yaml", "kustomize"]);

function parse(token: string): KubernetesType | undefined {
  const [provider, apiVersion = "", name = ""] = token.split(":");
  if (provider !== "kubernetes" || name === "") return undefined;
  // The SDK writes `core/v1`, a CustomResource of a core kind `v1`.
  const slash = apiVersion.lastIndexOf("/");
  const group = slash < 0 ? (/^v\d/.test(apiVersion) ? "core" : apiVersion) : apiVersion.slice(0, slash);
  if (COMPONENT_GROUPS.has(group)) return undefined;
  const [, kind = "", suffix] = /^(.*?)(Patch|List)?$/.exec(name) ?? [];
  return {
    group: group === "extensions" ? formerExtension(kind) : group,
    version: apiVersion.slice(slash + 1),
    kind,
    patch: suffix === "Patch",
    list: suffix === "List",
  };
}

/** Kinds that began in the group `extensions`: the old name must not hide them. */
function formerExtension(kind: string): string {
  if (kind === "Ingress" || kind === "NetworkPolicy") return "networking.k8s.io";
  return ["Deployment", "DaemonSet", "ReplicaSet"].includes(kind) ? "apps" : "extensions";
}
