import { defaulted, list, number, object, optional, required, resource, string, type ArgsOf } from "./schema";

const tagProtectionProperties = {
  /** Array of access levels/user(s)/group(s) allowed to create protected tags. */
  allowedToCreates: optional(
    list(
      object({
        /**
         * Access levels allowed to create protected tags. Valid values are: `no one`, `developer`, `maintainer`, `admin`.
         */
        accessLevel: optional(string),
        /** Readable description of access level. */
        accessLevelDescription: optional(string),
        /**
         * The ID of a GitLab deploy key allowed to perform the relevant action. Mutually exclusive with `groupId` and
         * `userId`.
         */
        deployKeyId: optional(number),
        /**
         * The ID of a GitLab group allowed to perform the relevant action. Mutually exclusive with `deployKeyId` and
         * `userId`.
         */
        groupId: optional(number),
        /**
         * The ID of a GitLab user allowed to perform the relevant action. Mutually exclusive with `deployKeyId` and
         * `groupId`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /**
   * Access levels allowed to create. Default value of `maintainer`. The default value is always sent if not provided
   * in the configuration. Valid values are: `no one`, `developer`, `maintainer`, `admin`.
   */
  createAccessLevel: defaulted(string),
  /** The id of the project. */
  project: required(string),
  /** Name of the tag or wildcard. */
  tag: required(string),
};

export type TagProtectionArgs = ArgsOf<typeof tagProtectionProperties>;

/** Who may create tags of a name. */
export class TagProtection extends resource("gitlab:index/tagProtection:TagProtection", tagProtectionProperties) {}
