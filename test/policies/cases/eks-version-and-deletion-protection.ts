import { eksVersionAndDeletionProtection } from "../../../policies/cloud/rules/eks-version-and-deletion-protection";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (props: Record<string, unknown>) => aws("eks/Cluster", "main", props);
const VERSION = "version must be one of 1.34, 1.35, 1.36";
const DELETION = "deletionProtection must be true";

export const cases: RuleCases = {
  rule: eksVersionAndDeletionProtection,
  passing: {
    "a supported version": [cluster({ version: "1.35", deletionProtection: true })],
    "a version that the configuration allows": {
      resources: [cluster({ version: "1.40", deletionProtection: true })],
      config: { supportedVersions: ["1.40"] },
    },
  },
  failing: {
    "nothing said": { resources: [cluster({})], says: [VERSION, DELETION] },
    "an old version": { resources: [cluster({ version: "1.29", deletionProtection: true })], says: VERSION },
    "no protection": { resources: [cluster({ version: "1.35", deletionProtection: false })], says: DELETION },
  },
  unknown: {
    "the version": {
      resources: [cluster({ version: UNKNOWN, deletionProtection: true })],
      says: unknown("version"),
    },
  },
};
