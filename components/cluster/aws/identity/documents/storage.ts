import { document, type IamDocument } from "../../documents";
import { keyAlias } from "../../key";
import { backupKeyAlias, backupBucket } from "../../backup/names";
import { sealKeyAlias } from "../../seal";
import { grantKey, useKey } from "./keys";

interface Place {
  clusterName: string;
  region: string;
  accountId: string;
}

const encryptAndDecrypt = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** The EBS driver: the cluster's key. What it may do with volumes is AWS' own policy. */
export function ebsCsi(place: Place): IamDocument {
  const key = { ...place, alias: keyAlias(place) };
  return document(useKey("VolumeKey", encryptAndDecrypt, key), grantKey("VolumeKeyGrants", key));
}

/** Velero: objects of the backup bucket, under its key. Snapshots are the CSI driver's business. */
export function velero(place: Place & { backupRegion: string }): IamDocument {
  const bucket = `arn:aws:s3:::${backupBucket(place)}`;
  return document(
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "s3:PutObjectTagging",
      ],
      Resource: `${bucket}/*`,
    },
    { Sid: "List", Effect: "Allow", Action: ["s3:GetBucketLocation", "s3:ListBucket"], Resource: bucket },
    useKey("BackupKey", ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"], {
      accountId: place.accountId,
      region: place.backupRegion,
      alias: backupKeyAlias(place),
    }),
  );
}

/** Vault: the key with which it unseals itself. */
export function vaultSeal(place: Place): IamDocument {
  return document(
    useKey("Unseal", ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"], { ...place, alias: sealKeyAlias(place) }),
  );
}
