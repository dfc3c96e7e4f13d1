import { number, optional, required, resource, string, type ArgsOf } from "./schema";

const projectShareGroupProperties = {
  /** Share expiration date. Format: `YYYY-MM-DD`. */
  expiresAt: optional(string),
  /**
   * The access level to grant the group for the project. Valid values are: `no one`, `minimal`, `guest`, `planner`,
   * `reporter`, `security_manager`, `developer`, `maintainer`, `owner`.
   */
  groupAccess: required(string),
  /** The id of the group. */
  groupId: required(number),
  /** The ID or URL-encoded path of the project. */
  project: required(string),
};

export type ProjectShareGroupArgs = ArgsOf<typeof projectShareGroupProperties>;

/** A group whose members reach a project too. */
export class ProjectShareGroup extends resource(
  "gitlab:index/projectShareGroup:ProjectShareGroup",
  projectShareGroupProperties,
) {}
