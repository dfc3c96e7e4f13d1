import { eksSecretsKms } from "../../../policies/cloud/rules/eks-secrets-kms";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (encryptionConfig?: object) => aws("eks/Cluster", "main", encryptionConfig && { encryptionConfig });
const provider = { keyArn: "arn:aws:kms:eu-central-1:111122223333:key/1" };
const NO_SECRETS = "encryptionConfig.resources must hold secrets";
const NO_KEY = "encryptionConfig.provider.keyArn must name a key";

export const cases: RuleCases = {
  rule: eksSecretsKms,
  passing: {
    "a key": [cluster({ resources: ["secrets"], provider })],
    "a key that is made with the cluster": [
      aws("kms/Key", "main"),
      {
        ...cluster({ resources: ["secrets"], provider: { keyArn: UNKNOWN } }),
        madeOf: { encryptionConfig: ["aws:kms/key:Key::main"] },
      },
    ],
  },
  failing: {
    "no encryption": { resources: [cluster()], says: [NO_SECRETS, NO_KEY] },
    "no key": { resources: [cluster({ resources: ["secrets"], provider: {} })], says: NO_KEY },
    "something else encrypted": { resources: [cluster({ resources: ["pods"], provider })], says: NO_SECRETS },
  },
  unknown: {
    "what is encrypted": {
      resources: [cluster({ resources: [UNKNOWN], provider })],
      says: unknown("encryptionConfig.resources.0"),
    },
    "all of it": {
      resources: [aws("eks/Cluster", "main", { encryptionConfig: UNKNOWN })],
      says: unknown("encryptionConfig"),
    },
  },
};
