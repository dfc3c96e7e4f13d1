import * as pulumi from "@pulumi/pulumi";
import { version } from "./package.json";

/** The official package takes a token, keys and headers too; this program has them from the environment alone. */
export interface ProviderArgs {
  /** The API, ending with a slash. @default GITLAB_BASE_URL, else https://gitlab.com/api/v4/ */
  baseUrl?: pulumi.Input<string>;
  /** File with the authority of a server whose certificate no public one signed. */
  cacertFile?: pulumi.Input<string>;
  /** Whether the provider asks who it is before all else. @default true */
  earlyAuthCheck?: pulumi.Input<boolean>;
  /** How often a request is repeated that came too soon after others (429). */
  retries?: pulumi.Input<number>;
}

/** A GitLab server. Who asks it comes from GITLAB_TOKEN, which never reaches the state. */
export class Provider extends pulumi.ProviderResource {
  static readonly __pulumiType = "gitlab";

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const { baseUrl, cacertFile, earlyAuthCheck, retries } = args;
    super(
      Provider.__pulumiType,
      name,
      // A provider's inputs are text, or JSON.
      { baseUrl, cacertFile, earlyAuthCheck: json(earlyAuthCheck), retries: json(retries) },
      pulumi.mergeOptions({ version }, opts),
    );
  }
}

function json(value: pulumi.Input<boolean | number> | undefined) {
  return value === undefined ? undefined : pulumi.jsonStringify(value);
}
