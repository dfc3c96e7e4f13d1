import { aksApiPrivate } from "../../../policies/cloud/rules/aks-api-private";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (apiServerAccessProfile?: object, kind = "containerservice:ManagedCluster") =>
  azure(kind, "main", apiServerAccessProfile && { apiServerAccessProfile });
const OPEN = "apiServerAccessProfile must set enablePrivateCluster to true or name authorizedIPRanges";
const RUN = "apiServerAccessProfile.disableRunCommand must be true";

export const cases: RuleCases = {
  rule: aksApiPrivate,
  passing: {
    "a private cluster": [cluster({ enablePrivateCluster: true, disableRunCommand: true })],
    "listed addresses": [cluster({ authorizedIPRanges: ["203.0.113.0/24"], disableRunCommand: true })],
  },
  failing: {
    "Azure's default": { resources: [cluster()], says: [OPEN, RUN] },
    "a named version of the API": {
      resources: [cluster({}, "containerservice/v20240901:ManagedCluster")],
      says: [OPEN, RUN],
    },
    "an empty list": { resources: [cluster({ authorizedIPRanges: [], disableRunCommand: true })], says: OPEN },
    "commands for everybody": { resources: [cluster({ enablePrivateCluster: true })], says: RUN },
  },
  unknown: {
    "whether it is private": {
      resources: [cluster({ enablePrivateCluster: UNKNOWN, disableRunCommand: true })],
      says: unknown("apiServerAccessProfile.enablePrivateCluster"),
    },
  },
};
