import {
  boolean,
  computed,
  defaulted,
  list,
  number,
  object,
  optional,
  required,
  resource,
  string,
  type ArgsOf,
} from "./schema";

const projectHookProperties = {
  /** Lifecycle status of the webhook. Values include `executable` and `disabled`. */
  alertStatus: computed(string),
  /** Filter push events by branch. Valid values are: `wildcard`, `regex`, `all_branches`. */
  branchFilterStrategy: defaulted(string),
  /** Invoke the hook for confidential issues events. Defaults to `false`. */
  confidentialIssuesEvents: defaulted(boolean),
  /** Invoke the hook for confidential note events. Defaults to `false`. */
  confidentialNoteEvents: defaulted(boolean),
  /** Custom headers for the project webhook. Available from GitLab 17.1 onwards. */
  customHeaders: optional(
    list(
      object({
        /** Key of the custom header. */
        key: required(string),
        /** Value of the custom header. This value cannot be imported. */
        value: required(string),
      }),
    ),
  ),
  /** Custom webhook template. */
  customWebhookTemplate: defaulted(string),
  /** Invoke the hook for deployment events. Defaults to `false`. */
  deploymentEvents: defaulted(boolean),
  /** Description of the webhook. */
  description: defaulted(string),
  /**
   * Time until the webhook is re-enabled after being automatically disabled due to failures, in ISO8601 format. Null
   * when the webhook is enabled.
   */
  disabledUntil: computed(string),
  /** Invoke the hook for emoji events. Defaults to `false`. */
  emojiEvents: defaulted(boolean),
  /** Enable SSL verification when invoking the hook. Defaults to `true`. */
  enableSslVerification: defaulted(boolean),
  /** Invoke the hook for feature flag events. Defaults to `false`. */
  featureFlagEvents: defaulted(boolean),
  /** The id of the project hook. */
  hookId: computed(number),
  /** Invoke the hook for issues events. Defaults to `false`. */
  issuesEvents: defaulted(boolean),
  /** Invoke the hook for job events. Defaults to `false`. */
  jobEvents: defaulted(boolean),
  /** Invoke the hook for merge requests events. Defaults to `false`. */
  mergeRequestsEvents: defaulted(boolean),
  /** Invoke the hook for milestone events. Defaults to `false`. */
  milestoneEvents: defaulted(boolean),
  /** Name of the project webhook. */
  name: defaulted(string),
  /** Invoke the hook for note events. Defaults to `false`. */
  noteEvents: defaulted(boolean),
  /** Invoke the hook for pipeline events. Defaults to `false`. */
  pipelineEvents: defaulted(boolean),
  /** The name or id of the project to add the hook to. */
  project: required(string),
  /** The id of the project for the hook. */
  projectId: computed(number),
  /** Invoke the hook for push events. Defaults to `true`. */
  pushEvents: defaulted(boolean),
  /** Invoke the hook for push events on matching branches only. */
  pushEventsBranchFilter: defaulted(string),
  /** Invoke the hook for release events. Defaults to `false`. */
  releasesEvents: defaulted(boolean),
  /** Invoke the hook for repository update events. */
  repositoryUpdateEvents: computed(boolean),
  /** Invoke the hook for project access token expiry events. Defaults to `false`. */
  resourceAccessTokenEvents: defaulted(boolean),
  /** Invoke the hook for resource deploy token events. Defaults to `false`. */
  resourceDeployTokenEvents: defaulted(boolean),
  /**
   * Secret used to sign webhook payloads (HMAC-SHA256, sent as the `X-Gitlab-Signature` header). Requires GitLab 19.0
   * or later (feature flag `webhook_signing_token`, on by default).
   */
  signingToken: optional(string),
  /** Whether a `signingToken` is configured server-side. Reflects the value returned by the GitLab API. */
  signingTokenPresent: computed(boolean),
  /** Invoke the hook for tag push events. Defaults to `false`. */
  tagPushEvents: defaulted(boolean),
  /** A token to present when invoking the hook. The token is not available for imported resources. */
  token: defaulted(string),
  /** The url of the hook to invoke. Forces re-creation to preserve `token`. */
  url: required(string),
  /** Array of sensitive portions of the webhook URL to mask. */
  urlVariables: optional(
    list(
      object({
        /** The value to display in place of the sensitive portion in the URL. */
        key: required(string),
        /** The sensitive portion of the webhook URL to mask. This value cannot be imported. */
        value: required(string),
      }),
    ),
  ),
  /** Invoke the hook for vulnerability events. Defaults to `false`. */
  vulnerabilityEvents: defaulted(boolean),
  /** Invoke the hook for wiki page events. Defaults to `false`. */
  wikiPageEvents: defaulted(boolean),
};

export type ProjectHookArgs = ArgsOf<typeof projectHookProperties>;

/** What GitLab calls when something happens in a project. */
export class ProjectHook extends resource("gitlab:index/projectHook:ProjectHook", projectHookProperties, [
  "signingToken",
  "token",
]) {}
