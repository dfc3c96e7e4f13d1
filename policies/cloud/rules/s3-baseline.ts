import { statementsOf } from "../../lib/cloud/iam";
import { someReferring } from "../../lib/cloud/join";
import { idOf, ofType, propsOf } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { concerning, every, some } from "../../lib/unknowns";

interface Attached {
  blockPublicAcls: boolean;
  blockPublicPolicy: boolean;
  ignorePublicAcls: boolean;
  restrictPublicBuckets: boolean;
  versioningConfiguration: { status?: string };
  rules: { applyServerSideEncryptionByDefault?: { sseAlgorithm?: string } }[];
  policy: unknown;
}

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** What must be attached to a bucket: the kind of resource, also under its former name, and what it must say. */
const required: { kinds: string[]; must: string; holds: (props: Partial<Attached>) => boolean }[] = [
  {
    kinds: ["BucketPublicAccessBlock"],
    must: `a BucketPublicAccessBlock must set ${blocks.join(", ")}`,
    holds: (props) =>
      every(
        () => blocks,
        (key) => props[key] === true,
      ),
  },
  {
    kinds: ["BucketVersioning", "BucketVersioningV2"],
    must: "a BucketVersioning must have the status Enabled",
    holds: (props) => props.versioningConfiguration?.status === "Enabled",
  },
  {
    kinds: ["BucketServerSideEncryptionConfiguration", "BucketServerSideEncryptionConfigurationV2"],
    must: "a BucketServerSideEncryptionConfiguration must encrypt with KMS",
    holds: (props) =>
      some(
        () => props.rules,
        (rule) => String(rule.applyServerSideEncryptionByDefault?.sseAlgorithm).startsWith("aws:kms"),
      ),
  },
  {
    kinds: ["BucketPolicy"],
    must: "a BucketPolicy must deny requests without TLS",
    holds: (props) => tlsOnly(props.policy),
  },
];

export const s3Baseline = stackRule({
  name: "s3-baseline",
  title: "Buckets are closed, versioned, encrypted and reached over TLS",
  description: "Every S3 bucket must shut out the public, keep versions, encrypt with KMS and refuse plain HTTP.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisAws("2.1.4", "Ensure that S3 Buckets are configured with Block public access (bucket settings)"),
  references: ["CIS AWS 2.1.1", "CIS AWS 2.1.4", "CKV2_AWS_6", "CKV_AWS_21", "CKV_AWS_145"],
  remedy: "Attach a public access block, versioning, encryption and a policy that denies aws:SecureTransport false.",
  check(resources, report) {
    for (const bucket of ofType(resources, "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")) {
      report.on(bucket.urn, () => {
        const props = propsOf<{ bucket: string; id: string }>(bucket);
        for (const { kinds, must, holds } of required) {
          report.attempt(() => {
            const attached = ofType(resources, ...kinds.map(token));
            const fine = someReferring(attached, "bucket", bucket, [() => props.bucket, () => props.id], (resource) =>
              concerning(idOf(resource), () => holds(propsOf<Attached>(resource))),
            );
            if (!fine) report.violation(must);
          });
        }
      });
    }
  },
});

const token = (kind: string) => `aws:s3/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;

function tlsOnly(policy: unknown): boolean {
  return some(
    () => statementsOf(policy),
    ({ allow, principals, actions, notActions, conditions }) =>
      !allow &&
      principals.includes("*") &&
      !notActions &&
      actions.some((action) => action === "s3:*" || action === "*") &&
      // Another condition beside it lets through what does not meet that one.
      conditions.length > 0 &&
      conditions.every(
        ({ operator, key, values }) =>
          operator.startsWith("Bool") && key === "aws:securetransport" && values.includes("false"),
      ),
  );
}
