/** Who may do what, by groups as the API server sees them (with the prefix of the sign-in provider). */
export interface DeclaredAccess {
  groups: {
    /** In the whole cluster. */
    admins: string[];
    /** In the whole cluster. */
    operators: string[];
    /** In the environments' namespaces. */
    developers: string[];
    /** In the whole cluster. */
    viewers: string[];
    /** The groups become cluster-admin while it is enabled, and are nobody otherwise. */
    breakGlass: { enabled: boolean; groups: string[] };
  };
  /** Names of the environments' own namespaces. */
  environments: string[];
  teams: { name: string; developers: string[]; viewers: string[]; namespaces: string[] }[];
}
