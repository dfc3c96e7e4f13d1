import { s3Baseline } from "../../../policies/cloud/rules/s3-baseline";
import { aws, iam, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const bucket = (name = "data") => aws("s3/Bucket", "data", { bucket: name });
const ALL = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const block = (props: object = ALL, name = "data") =>
  aws("s3/BucketPublicAccessBlock", "data", { bucket: name, ...props });
const versioning = (status: unknown = "Enabled", name = "data") =>
  aws("s3/BucketVersioning", "data", { bucket: name, versioningConfiguration: { status } });
const encryption = (sseAlgorithm: unknown = "aws:kms", name = "data") =>
  aws("s3/BucketServerSideEncryptionConfiguration", "data", {
    bucket: name,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }],
  });
const deny = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (text: unknown = iam(deny), name = "data") =>
  aws("s3/BucketPolicy", "data", { bucket: name, policy: text });
const fine = [bucket(), block(), versioning(), encryption(), policy()];
const without = (kind: string, ...more: typeof fine) => [
  ...fine.filter(({ type }) => !type.endsWith(`:${kind}`)),
  ...more,
];
const denying = (statement: object) => without("BucketPolicy", policy(iam({ ...deny, ...statement })));

const BLOCK =
  "a BucketPublicAccessBlock must set blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets";
const VERSIONS = "a BucketVersioning must have the status Enabled";
const ENCRYPTION = "a BucketServerSideEncryptionConfiguration must encrypt with KMS";
const TLS = "a BucketPolicy must deny requests without TLS";

export const cases: RuleCases = {
  rule: s3Baseline,
  passing: {
    "all four attached": fine,
    "all four, made of a bucket whose name AWS makes up": [
      aws("s3/Bucket", "data", { bucket: UNKNOWN }),
      ...fine.slice(1).map((resource) => ({
        ...resource,
        props: { ...resource.props, bucket: UNKNOWN },
        madeOf: { bucket: ["aws:s3/bucket:Bucket::data"] },
      })),
    ],
    "the former kind of bucket": [aws("s3/BucketV2", "data", { bucket: "data" }), ...fine.slice(1)],
    "all four, attached by the bucket's ID": [
      aws("s3/Bucket", "data", { id: "data-1f2e" }),
      block(ALL, "data-1f2e"),
      versioning("Enabled", "data-1f2e"),
      encryption("aws:kms", "data-1f2e"),
      policy(iam(deny), "data-1f2e"),
    ],
    "two layers of encryption": without("BucketServerSideEncryptionConfiguration", encryption("aws:kms:dsse")),
    "every action of every service over plain HTTP": denying({ Action: ["sts:AssumeRole", "*"] }),
    "a condition that also holds where the key is missing": denying({
      Condition: { BoolIfExists: { "aws:SecureTransport": ["false"] } },
    }),
    "a policy as an object": without("BucketPolicy", policy({ Statement: deny })),
    "TLS among other statements": without(
      "BucketPolicy",
      policy(iam({ Effect: "Allow", Principal: "*", Action: "s3:GetObject" }, { ...deny, Action: ["s3:*"] })),
    ),
  },
  failing: {
    "a bare bucket": { resources: [bucket()], says: [BLOCK, VERSIONS, ENCRYPTION, TLS] },
    "those of another bucket": {
      resources: [
        bucket(),
        block(ALL, "x"),
        versioning("Enabled", "x"),
        encryption("aws:kms", "x"),
        policy(iam(deny), "x"),
      ],
      says: [BLOCK, VERSIONS, ENCRYPTION, TLS],
    },
    "one of four blocks off": {
      resources: without("BucketPublicAccessBlock", block({ ...ALL, ignorePublicAcls: false })),
      says: BLOCK,
    },
    "versions suspended": { resources: without("BucketVersioning", versioning("Suspended")), says: VERSIONS },
    "AWS' key": {
      resources: without("BucketServerSideEncryptionConfiguration", encryption("AES256")),
      says: ENCRYPTION,
    },
    "plain HTTP for some": {
      resources: without("BucketPolicy", policy(iam({ ...deny, Principal: { AWS: "arn:aws:iam::1:root" } }))),
      says: TLS,
    },
    "a bare bucket of the former kind": {
      resources: [aws("s3/BucketV2", "data", { bucket: "data" })],
      says: [BLOCK, VERSIONS, ENCRYPTION, TLS],
    },
    "plain HTTP denied to one action": { resources: denying({ Action: "s3:GetObject" }), says: TLS },
    "plain HTTP denied to all but S3": { resources: denying({ Action: undefined, NotAction: "s3:*" }), says: TLS },
    "plain HTTP denied from some addresses": {
      resources: denying({ Condition: { ...deny.Condition, IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }),
      says: TLS,
    },
    "everything denied": { resources: denying({ Condition: undefined }), says: TLS },
    "another condition": {
      resources: denying({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
      says: TLS,
    },
    "TLS denied": { resources: denying({ Condition: { Bool: { "aws:SecureTransport": "true" } } }), says: TLS },
    "a condition of another operator": {
      resources: denying({ Condition: { NotBool: { "aws:SecureTransport": "false" } } }),
      says: TLS,
    },
    "a policy that is no JSON": { resources: without("BucketPolicy", policy("{")), says: TLS },
  },
  unknown: {
    "the policy": {
      resources: without("BucketPolicy", policy(UNKNOWN)),
      says: unknown("policy", "aws:s3/bucketPolicy:BucketPolicy::data"),
    },
    "whose versions they are": {
      resources: without("BucketVersioning", versioning("Enabled", UNKNOWN)),
      says: unknown("bucket", "aws:s3/bucketVersioning:BucketVersioning::data"),
    },
  },
};
