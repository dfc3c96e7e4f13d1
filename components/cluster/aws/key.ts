import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { controlPlaneLogGroup } from "./documents";
import { accountKeyPolicy } from "./key-policy";

export interface ClusterKeyArgs {
  clusterName: string;
  region: string;
  accountId: string;
  protect: boolean;
}

/** The customer's key for secrets in etcd, nodes' and volumes' disks, and logs. */
export class ClusterKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The key with its alias; who encrypts with it waits for both. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ClusterKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsClusterKey", name, {}, opts);
    const key = new kms.Key(
      name,
      {
        description: `Secrets, disks and logs of ${args.clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(keyPolicy(args)),
      },
      { parent: this, protect: args.protect },
    );
    const alias = new kms.Alias(name, { name: keyAlias(args), targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.ready = [key, alias];
    this.registerOutputs();
  }
}

/** Name by which IAM documents know the key before it exists. */
export function keyAlias({ clusterName }: Pick<ClusterKeyArgs, "clusterName">): string {
  return `alias/${clusterName}`;
}

/**
 * Principals of the account by their own IAM policies, the log service for this cluster's groups only, and the
 * service-linked role with which EC2 Auto Scaling starts nodes that have encrypted disks.
 */
export function keyPolicy({ clusterName, region, accountId }: Omit<ClusterKeyArgs, "protect">) {
  const use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
  const logGroups = `arn:aws:logs:${region}:${accountId}:log-group:`;
  const autoScaling = `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  return accountKeyPolicy(
    accountId,
    {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: use,
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": [
            logGroups + controlPlaneLogGroup(clusterName),
            `${logGroups}/platform/${clusterName}/*`,
          ],
        },
      },
    },
    { Sid: "NodeDisks", Effect: "Allow", Principal: { AWS: autoScaling }, Action: use, Resource: "*" },
    {
      Sid: "NodeDiskGrants",
      Effect: "Allow",
      Principal: { AWS: autoScaling },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  );
}
