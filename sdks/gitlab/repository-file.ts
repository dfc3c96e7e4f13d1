import { boolean, computed, number, optional, required, resource, string, type ArgsOf } from "./schema";

const repositoryFileProperties = {
  /** Email of the commit author. */
  authorEmail: optional(string),
  /** Name of the commit author. */
  authorName: optional(string),
  /** The blob id. */
  blobId: computed(string),
  /** Name of the branch to which to commit to. */
  branch: required(string),
  /** The commit id. */
  commitId: computed(string),
  /** Commit message. */
  commitMessage: optional(string),
  /** File content. */
  content: required(string),
  /** File content sha256 digest. */
  contentSha256: computed(string),
  /** Create commit message. */
  createCommitMessage: optional(string),
  /** Delete Commit message. */
  deleteCommitMessage: optional(string),
  /** The file content encoding. Valid values are: `base64`, `text`. */
  encoding: required(string),
  /** Enables or disables the execute flag on the file. */
  executeFilemode: optional(boolean),
  /** The filename. */
  fileName: computed(string),
  /**
   * The full path of the file. It must be relative to the root of the project without a leading slash `/` or `./`.
   */
  filePath: required(string),
  /** The last known commit id. */
  lastCommitId: computed(string),
  /**
   * Enable overwriting existing files, defaults to `false`. This attribute is only used during `create` and must be
   * use carefully.
   */
  overwriteOnCreate: optional(boolean),
  /** The name or ID of the project. */
  project: required(string),
  /** The name of branch, tag or commit. */
  ref: computed(string),
  /** The file size. */
  size: computed(number),
  /** Name of the branch to start the new commit from. */
  startBranch: optional(string),
  /** Update commit message. */
  updateCommitMessage: optional(string),
};

export type RepositoryFileArgs = ArgsOf<typeof repositoryFileProperties>;

/** A file in a repository, committed by the provider. */
export class RepositoryFile extends resource("gitlab:index/repositoryFile:RepositoryFile", repositoryFileProperties) {}
