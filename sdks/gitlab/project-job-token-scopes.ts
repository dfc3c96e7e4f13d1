import { boolean, defaulted, list, number, required, resource, string, type ArgsOf } from "./schema";

const projectJobTokenScopesProperties = {
  /**
   * Enable the given inbound allowlist. If false, will allow any project or group regardless of the values in
   * `targetProjectIds` or `targetGroupIds`. Deleting the associated `ProjectJobTokenScopes` resource will reset
   * `Enabled` on the group to `true`.
   */
  enabled: defaulted(boolean),
  /** The ID or full path of the project. */
  project: required(string),
  /** A set of group IDs that are in the CI/CD job token inbound allowlist. */
  targetGroupIds: defaulted(list(number)),
  /** A set of project IDs that are in the CI/CD job token inbound allowlist. */
  targetProjectIds: defaulted(list(number)),
};

export type ProjectJobTokenScopesArgs = ArgsOf<typeof projectJobTokenScopesProperties>;

/** Whose jobs reach a project with their job token. */
export class ProjectJobTokenScopes extends resource(
  "gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes",
  projectJobTokenScopesProperties,
) {}
