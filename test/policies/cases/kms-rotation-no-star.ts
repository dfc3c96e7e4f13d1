import { kmsRotationNoStar } from "../../../policies/cloud/rules/kms-rotation-no-star";
import { aws, iam, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const key = (props: Record<string, unknown>) => aws("kms/Key", "main", props);
const root = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
const ROTATION = "enableKeyRotation must be true";
const STAR = "policy must not allow the principal *";

export const cases: RuleCases = {
  rule: kmsRotationNoStar,
  passing: {
    "a rotating key of the account": [key({ enableKeyRotation: true, policy: iam(root) })],
    "AWS' own policy": [key({ enableKeyRotation: true })],
    "everybody denied": [
      key({ enableKeyRotation: true, policy: iam(root, { ...root, Effect: "Deny", Principal: "*" }) }),
    ],
    "everybody under a condition": [
      key({
        enableKeyRotation: true,
        policy: iam({ ...root, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } }),
      }),
    ],
    "a key that cannot rotate": [key({ customerMasterKeySpec: "RSA_4096" })],
  },
  failing: {
    "no rotation": { resources: [key({ policy: iam(root) })], says: ROTATION },
    everybody: { resources: [key({ enableKeyRotation: true, policy: iam({ ...root, Principal: "*" }) })], says: STAR },
    "everybody of AWS": {
      resources: [key({ enableKeyRotation: true, policy: iam({ ...root, Principal: { AWS: ["*"] } }) })],
      says: STAR,
    },
    "a policy that is none": {
      resources: [key({ enableKeyRotation: true, policy: "{}[" })],
      says: "policy must be an IAM document",
    },
  },
  unknown: {
    "the policy": { resources: [key({ enableKeyRotation: true, policy: UNKNOWN })], says: unknown("policy") },
    "the rotation": { resources: [key({ enableKeyRotation: UNKNOWN })], says: unknown("enableKeyRotation") },
  },
};
