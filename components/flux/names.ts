/** Namespace of Flux and of all its objects; the operator insists on none, Flux's own tools on this. */
export const fluxNamespace = "flux-system";
/** The one name that the operator accepts for a FluxInstance. */
export const instanceName = "flux";
/** Account that Flux takes where an object names none. It does not exist, so such objects are refused. */
export const nobody = "flux-nobody";
/** GitRepository with what is deployed. */
export const fleet = "fleet";

/** Secrets in its namespace. */
export const secrets = {
  /** Private key and known hosts of the fleet repository. */
  fleet: "fleet-ssh",
  /** Public keys of who may sign commits. */
  committers: "fleet-committers",
  /** Token with which GitLab signs in at the receiver. */
  webhook: "gitlab-webhook",
  /** Token of GitLab's API. */
  gitlab: "gitlab-token",
  /** Login for the registries of images. */
  registry: "registry",
  /** Private key that may propose changes to the fleet repository. */
  writer: "fleet-writer-ssh",
} as const;

/** Kustomization and account of a team in an environment. */
export function teamTenant(team: string, environment: string): string {
  return `team-${team}-${environment}`;
}

/** Kustomization and account of an environment's shared namespace. */
export function environmentTenant(environment: string): string {
  return `environment-${environment}`;
}

/** What namespaces of a team's previews begin with; the number of the merge request follows. */
export function previewPrefix(team: string): string {
  return `${team}-preview-`;
}

/** ResourceSet, input provider and account of a team's previews. */
export function previewsOf(team: string): string {
  return `previews-${team}`;
}
