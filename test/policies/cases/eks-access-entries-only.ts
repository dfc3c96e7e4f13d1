import { eksAccessEntriesOnly } from "../../../policies/cloud/rules/eks-access-entries-only";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (accessConfig?: object) => aws("eks/Cluster", "main", accessConfig && { accessConfig });
const MODE = "accessConfig.authenticationMode must be API";
const CREATOR = "accessConfig.bootstrapClusterCreatorAdminPermissions must be false";
const closed = { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false };

export const cases: RuleCases = {
  rule: eksAccessEntriesOnly,
  passing: { "entries only": [cluster(closed)] },
  failing: {
    "AWS' default": { resources: [cluster()], says: [MODE, CREATOR] },
    "the former ConfigMap too": {
      resources: [cluster({ ...closed, authenticationMode: "API_AND_CONFIG_MAP" })],
      says: MODE,
    },
    "an admin by default": { resources: [cluster({ authenticationMode: "API" })], says: CREATOR },
  },
  unknown: {
    "the mode": {
      resources: [cluster({ ...closed, authenticationMode: UNKNOWN })],
      says: unknown("accessConfig.authenticationMode"),
    },
  },
};
