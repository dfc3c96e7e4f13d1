import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { document } from "../documents";

export interface FlowLogsArgs {
  clusterName: string;
  region: string;
  accountId: string;
  vpcId: pulumi.Input<string>;
  keyArn: pulumi.Input<string>;
  logRetentionDays: number;
}

/** A record of every connection in the network, accepted or not. */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsFlowLogs", name, {}, opts);
    const owned = { parent: this };
    const logGroupName = `/platform/${args.clusterName}/flow-logs`;
    const roleName = `${args.clusterName}-flow-logs`;

    const group = new cloudwatch.LogGroup(
      name,
      { name: logGroupName, kmsKeyId: args.keyArn, retentionInDays: args.logRetentionDays },
      owned,
    );
    const role = new iam.Role(name, { name: roleName, assumeRolePolicy: JSON.stringify(trust(args)) }, owned);
    const policy = new iam.RolePolicy(
      name,
      { name: "write", role: role.name, policy: JSON.stringify(writer({ ...args, logGroupName })) },
      owned,
    );
    new ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
      },
      { ...owned, dependsOn: policy }, // AWS tries to write at once
    );
    this.registerOutputs();
  }
}

/** Only flow logs of this account may take the role: its service serves all of AWS. */
function trust({ region, accountId }: FlowLogsArgs) {
  return document({
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*` },
    },
  });
}

/** Writes to one log group. */
export function writer({
  region,
  accountId,
  logGroupName,
}: {
  region: string;
  accountId: string;
  logGroupName: string;
}) {
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
  return document({
    Sid: "Write",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: [group, `${group}:*`],
  });
}
