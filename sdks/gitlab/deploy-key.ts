import { boolean, computed, number, optional, required, resource, string, type ArgsOf } from "./schema";

const deployKeyProperties = {
  /** Allow this deploy key to be used to push changes to the project. Defaults to `false`. */
  canPush: optional(boolean),
  /** The id of the project deploy key. */
  deployKeyId: computed(number),
  /**
   * Expiration date for the deploy key. Does not expire if no value is provided. Expected in RFC3339 format
   * `(2019-03-15T08:00:00Z)`.
   */
  expiresAt: optional(string),
  /** The public ssh key body. */
  key: required(string),
  /** The name or id of the project to add the deploy key to. */
  project: required(string),
  /** A title to describe the deploy key with. */
  title: required(string),
};

export type DeployKeyArgs = ArgsOf<typeof deployKeyProperties>;

/** A key with which a machine reads, or writes, one repository over SSH. */
export class DeployKey extends resource("gitlab:index/deployKey:DeployKey", deployKeyProperties) {}
