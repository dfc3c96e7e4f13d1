import { irsaPinnedToExistingSa } from "../../../policies/cloud/rules/irsa-pinned-to-existing-sa";
import { aws, iam, unknown } from "../../support/cloud";
import { serviceAccount } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const association = (namespace = "velero", account = "velero") =>
  aws("eks/PodIdentityAssociation", "velero", { namespace, serviceAccount: account });
const trust = (condition: object) =>
  iam({
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::1:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  });
const role = (assumeRolePolicy: string) => aws("iam/Role", "velero", { assumeRolePolicy });
const pinned = { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:velero:velero" };
const account = serviceAccount("velero/velero");
const MISSING = "the service account velero/velero must be declared in the stack";

export const cases: RuleCases = {
  rule: irsaPinnedToExistingSa,
  passing: {
    "a declared account": [association(), account],
    "an account of an add-on": [
      association("kube-system", "ebs-csi-controller-sa"),
      aws("eks/Addon", "ebs", { addonName: "aws-ebs-csi-driver" }),
    ],
    "a trust document for one account": [role(trust({ StringEquals: pinned })), account],
    "roles that are not for pods": [
      role(iam({ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" })),
    ],
    "a pipeline's role": [
      role(
        iam({
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::1:oidc-provider/gitlab.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
        }),
      ),
    ],
  },
  failing: {
    "an account that nobody declares": { resources: [association()], says: MISSING },
    "an account of another namespace": { resources: [association(), serviceAccount("default/velero")], says: MISSING },
    "an add-on's account without the add-on": {
      resources: [association("kube-system", "ebs-csi-controller-sa")],
      says: "the service account kube-system/ebs-csi-controller-sa must be declared in the stack",
    },
    "a trust document without conditions": {
      resources: [role(trust({})), account],
      says: [
        "the trust policy must compare :aud by StringEquals",
        "the trust policy must compare :sub by StringEquals",
      ],
    },
    "a trust document with a pattern": {
      resources: [
        role(
          trust({
            StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" },
            StringLike: { [`${issuer}:sub`]: "system:serviceaccount:*:velero" },
          }),
        ),
        account,
      ],
      says: "the trust policy must compare :sub by StringEquals",
    },
    "a trust document for a missing account": { resources: [role(trust({ StringEquals: pinned }))], says: MISSING },
  },
  unknown: {
    "the account's name": {
      resources: [association("velero", UNKNOWN), account],
      says: unknown("serviceAccount"),
    },
    "the name of the declared account": {
      resources: [association(), serviceAccount(`velero/${UNKNOWN}`)],
      says: unknown("metadata.name", `kubernetes:core/v1:ServiceAccount::velero/${UNKNOWN}`),
    },
    "the trust document": { resources: [role(UNKNOWN)], says: unknown("assumeRolePolicy") },
  },
};
