import type { IamStatement } from "../../documents";

interface Key {
  region: string;
  accountId: string;
  /** `alias/NAME`. */
  alias: string;
}

/**
 * Use of one key, which is named by its alias: its own ARN is not known before it exists, and a policy that only the
 * deployment knows could not be judged before.
 */
export function useKey(sid: string, actions: string[], { region, accountId, alias }: Key): IamStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
  };
}

/** Volumes of EBS are encrypted by a grant that the driver gives to EC2. */
export function grantKey(sid: string, key: Key): IamStatement {
  const use = useKey(sid, ["kms:CreateGrant"], key);
  return { ...use, Condition: { ...use.Condition, Bool: { "kms:GrantIsForAWSResource": "true" } } };
}
