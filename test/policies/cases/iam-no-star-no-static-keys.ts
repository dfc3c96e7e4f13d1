import { iamNoStarNoStaticKeys } from "../../../policies/cloud/rules/iam-no-star-no-static-keys";
import { aws, iam, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const read = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::data/*" };
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const policy = (...statements: object[]) =>
  aws("iam/RolePolicy", "app", { policy: iam(...(statements as Record<string, unknown>[])) });
const ADMINS = "must not be a policy of administrators";
const FIRST = "policy.Statement[0] must not allow everything on everything";

export const cases: RuleCases = {
  rule: iamNoStarNoStaticKeys,
  passing: {
    "some actions on some things": [policy(read)],
    "reads that AWS cannot narrow": [policy({ Effect: "Allow", Action: "ec2:DescribeVpcs", Resource: "*" })],
    "everything on one thing": [policy({ ...everything, Resource: "arn:aws:s3:::data" })],
    "everything denied": [policy({ ...everything, Effect: "Deny" })],
    "a policy of AWS' for nodes": [
      aws("iam/RolePolicyAttachment", "app", { policyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy" }),
    ],
    "a role without policies": [aws("iam/Role", "app", { assumeRolePolicy: "{}" })],
  },
  failing: {
    "a key that lasts": {
      resources: [aws("iam/AccessKey", "ci", { user: "ci" })],
      says: "must not exist: a key that lasts can be stolen and used from anywhere",
    },
    "everything on everything": { resources: [policy(everything)], says: FIRST },
    "everything, in the second statement, among lists": {
      resources: [policy(read, { ...everything, Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::data", "*"] })],
      says: "policy.Statement[1] must not allow everything on everything",
    },
    "everything but something": {
      resources: [policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
      says: FIRST,
    },
    "everything on all but something": {
      resources: [policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::data" })],
      says: FIRST,
    },
    "a policy that is none": {
      resources: [aws("iam/Policy", "app", { policy: "all" })],
      says: "policy must be an IAM document",
    },
    "administrators, attached": {
      resources: [aws("iam/RolePolicyAttachment", "app", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })],
      says: `policyArn ${ADMINS}`,
    },
    "administrators, in the role": {
      resources: [aws("iam/Role", "app", { managedPolicyArns: ["x", "arn:aws:iam::aws:policy/PowerUserAccess"] })],
      says: `managedPolicyArns[1] ${ADMINS}`,
    },
    "everything, in the role": {
      resources: [aws("iam/Role", "app", { inlinePolicies: [{ name: "a", policy: iam(everything) }] })],
      says: "inlinePolicies[0].policy.Statement[0] must not allow everything on everything",
    },
  },
  unknown: {
    "the document": { resources: [aws("iam/Policy", "app", { policy: UNKNOWN })], says: unknown("policy") },
    "the attached policy": {
      resources: [aws("iam/RolePolicyAttachment", "app", { policyArn: UNKNOWN })],
      says: unknown("policyArn"),
    },
  },
};
