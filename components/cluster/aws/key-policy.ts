import { document, type IamDocument, type IamStatement } from "./documents";

/** Principals of the account use a key as far as their own policies let them; `more` are others. */
export function accountKeyPolicy(accountId: string, ...more: IamStatement[]): IamDocument {
  return document(
    {
      Sid: "ByIamPolicies",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*", // in a key's policy: this key
    },
    ...more,
  );
}
