import { ecrImmutableScanKms } from "../../../policies/cloud/rules/ecr-immutable-scan-kms";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const fine = {
  imageTagMutability: "IMMUTABLE",
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfigurations: [{ encryptionType: "KMS" }],
};
const repository = (props: Record<string, unknown>) => aws("ecr/Repository", "app", props);
const TAGS = "imageTagMutability must be IMMUTABLE";
const SCAN = "imageScanningConfiguration.scanOnPush must be true";
const KMS = "encryptionConfigurations must have the encryptionType KMS";

export const cases: RuleCases = {
  rule: ecrImmutableScanKms,
  passing: { "all three": [repository(fine)] },
  failing: {
    "AWS' defaults": { resources: [repository({})], says: [TAGS, SCAN, KMS] },
    "tags that move": { resources: [repository({ ...fine, imageTagMutability: "MUTABLE" })], says: TAGS },
    "no scan": { resources: [repository({ ...fine, imageScanningConfiguration: { scanOnPush: false } })], says: SCAN },
    "AWS' key": {
      resources: [repository({ ...fine, encryptionConfigurations: [{ encryptionType: "AES256" }] })],
      says: KMS,
    },
  },
  unknown: {
    "the encryption": {
      resources: [repository({ ...fine, encryptionConfigurations: UNKNOWN })],
      says: unknown("encryptionConfigurations"),
    },
  },
};
