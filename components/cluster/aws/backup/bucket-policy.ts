import { document, type IamDocument } from "../documents";

/** TLS 1.2 or later, and no objects that are encrypted with anything but KMS. */
export function bucketPolicy(bucket: string): IamDocument {
  const arn = `arn:aws:s3:::${bucket}`;
  const everybody = { Effect: "Deny", Principal: "*" } as const;
  return document(
    {
      Sid: "TlsOnly",
      ...everybody,
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "ModernTlsOnly",
      ...everybody,
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
    {
      Sid: "NoOtherEncryption",
      ...everybody,
      Action: "s3:PutObject",
      Resource: `${arn}/*`,
      Condition: { StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption": "aws:kms" } },
    },
  );
}
