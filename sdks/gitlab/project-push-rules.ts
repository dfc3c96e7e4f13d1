import { boolean, defaulted, number, required, resource, string, type ArgsOf } from "./schema";

const projectPushRulesProperties = {
  /** All commit author emails must match this regex, e.g. `@my-company.com$`. */
  authorEmailRegex: defaulted(string),
  /** All branch names must match this regex, e.g. `(feature|hotfix)\/*`. */
  branchNameRegex: defaulted(string),
  /** Users can only push commits to this repository that were committed with one of their own verified emails. */
  commitCommitterCheck: defaulted(boolean),
  /**
   * Users can only push commits to this repository if the commit author name is consistent with their GitLab account
   * name.
   */
  commitCommitterNameCheck: defaulted(boolean),
  /** No commit message is allowed to match this regex, e.g. `ssh\:\/\/`. */
  commitMessageNegativeRegex: defaulted(string),
  /** All commit messages must match this regex, e.g. `Fixed \d+\..*`. */
  commitMessageRegex: defaulted(string),
  /** Deny deleting a tag. */
  denyDeleteTag: defaulted(boolean),
  /** All committed filenames must not match this regex, e.g. `(jar|exe)$`. */
  fileNameRegex: defaulted(string),
  /** Maximum file size (MB). */
  maxFileSize: defaulted(number),
  /** Restrict commits by author (email) to existing GitLab users. */
  memberCheck: defaulted(boolean),
  /** GitLab will reject any files that are likely to contain secrets. */
  preventSecrets: defaulted(boolean),
  /** The ID or URL-encoded path of the project. */
  project: required(string),
  /** Reject commit when it's not DCO certified. */
  rejectNonDcoCommits: defaulted(boolean),
  /** Reject commit when it's not signed. */
  rejectUnsignedCommits: defaulted(boolean),
};

export type ProjectPushRulesArgs = ArgsOf<typeof projectPushRulesProperties>;

/** What GitLab refuses to take when somebody pushes. Premium. */
export class ProjectPushRules extends resource(
  "gitlab:index/projectPushRules:ProjectPushRules",
  projectPushRulesProperties,
) {}
