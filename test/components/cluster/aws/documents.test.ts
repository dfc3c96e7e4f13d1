import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketPolicy } from "../../../../components/cluster/aws/backup/bucket-policy";
import type { IamStatement } from "../../../../components/cluster/aws/documents";
import { identities, type AwsController } from "../../../../components/cluster/aws/identity/accounts";
import { podTrust } from "../../../../components/cluster/aws/identity/documents/trust";
import { keyPolicy } from "../../../../components/cluster/aws/key";
import { imagesAndOwnAccount, ownAccountOnly } from "../../../../components/cluster/aws/network/endpoints";

const place = fc.record({
  clusterName: fc.stringMatching(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/),
  region: fc.constantFrom("eu-central-1", "us-east-1", "ap-southeast-2"),
  accountId: fc.stringMatching(/^\d{12}$/),
  externalDns: fc.constant(true),
  hostedZones: fc.array(fc.stringMatching(/^Z[A-Z0-9]{4,31}$/), { minLength: 1, maxLength: 3 }),
  backupRegion: fc.constantFrom("eu-west-1", "us-west-2"),
});
const lists = (value: string | string[] | undefined): string[] => [value ?? []].flat();
const policiesOf = (at: Parameters<typeof identities>[0]) =>
  Object.entries(identities(at)).flatMap(([controller, { policy }]) =>
    (policy?.Statement ?? []).map((statement) => ({ controller, statement })),
  );

/** AWS has no resource for these: they read lists. */
const readOnly = /^[a-z0-9-]+:(Describe|Get|List)[A-Za-z]*$/;

describe("the policies of controllers, wherever the cluster is", () => {
  it("allow nothing but reading on everything, and no pattern of actions but KMS' own", () => {
    fc.assert(
      fc.property(place, (at) => {
        for (const { controller, statement } of policiesOf(at)) {
          expect(statement.Effect).toBe("Allow");
          for (const action of lists(statement.Action)) {
            if (lists(statement.Resource).includes("*")) expect(action, controller).toMatch(readOnly);
            expect(action.replace(/^kms:(GenerateDataKey|ReEncrypt)\*$/, "kms:x"), controller).not.toContain("*");
          }
        }
      }),
    );
  });

  it("name this account, a zone of Route 53, or the one bucket in every resource", () => {
    fc.assert(
      fc.property(place, (at) => {
        for (const { controller, statement } of policiesOf(at)) {
          for (const resource of lists(statement.Resource)) {
            if (resource === "*") continue;
            const bucket = `arn:aws:s3:::${at.clusterName}-backup-${at.accountId}`;
            const fine =
              resource.split(":")[4] === at.accountId ||
              /^arn:aws:route53:::(hostedzone\/Z[A-Z0-9]+|change\/\*)$/.test(resource) ||
              resource === bucket ||
              resource === `${bucket}/*`;
            expect(fine, `${controller}: ${resource}`).toBe(true);
          }
        }
      }),
    );
  });

  it("change by pattern only what a condition ties to the cluster", () => {
    fc.assert(
      fc.property(place, (at) => {
        for (const { controller, statement } of policiesOf(at)) {
          const patterns = lists(statement.Resource).filter((resource) => /\*/.test(resource) && resource !== "*");
          const changes = lists(statement.Action).some((action) => !readOnly.test(action));
          const named = patterns.every((resource) => resource.includes(at.clusterName));
          // The network of a security group carries no tag in the request: the group itself must.
          if (!changes || named || statement.Sid === "InVpc" || patterns.length === 0) continue;
          expect(JSON.stringify(statement.Condition ?? {}), `${controller} ${statement.Sid}`).toContain(at.clusterName);
        }
      }),
    );
  });

  it("trust pods of one service account of one cluster only", () => {
    fc.assert(
      fc.property(place, (at) => {
        const [statement] = podTrust({ ...at, namespace: "velero", serviceAccount: "velero" }).Statement;
        expect(statement).toEqual({
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:SourceAccount": at.accountId,
              "aws:RequestTag/kubernetes-namespace": "velero",
              "aws:RequestTag/kubernetes-service-account": "velero",
            },
            ArnEquals: { "aws:SourceArn": `arn:aws:eks:${at.region}:${at.accountId}:cluster/${at.clusterName}` },
          },
        });
      }),
    );
  });
});

describe("who gets a role", () => {
  const at = { clusterName: "platform-dev", region: "eu-central-1", accountId: "111122223333", externalDns: true };
  const names = (more: { hostedZones: string[]; backupRegion?: string; externalDns?: boolean }) =>
    Object.keys(identities({ ...at, ...more }));
  const always: AwsController[] = ["vault", "ebsCsi", "vpcCni", "clusterAutoscaler", "loadBalancerController"];

  it("is who has something to do", () => {
    expect(names({ hostedZones: [] })).toEqual(always);
    expect(names({ hostedZones: ["Z1234"] }).sort()).toEqual([...always, "certManager", "externalDns"].sort());
    expect(names({ hostedZones: ["Z1234"], externalDns: false }).sort()).toEqual([...always, "certManager"].sort());
    expect(names({ hostedZones: [], backupRegion: "eu-west-1" }).sort()).toEqual([...always, "velero"].sort());
  });

  it("writes nothing but ACME challenges for cert-manager", () => {
    const [challenges] = identities({ ...at, hostedZones: ["Z1234"] }).certManager!.policy!.Statement as [IamStatement];
    expect(challenges).toMatchObject({
      Action: "route53:ChangeResourceRecordSets",
      Resource: ["arn:aws:route53:::hostedzone/Z1234"],
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": "TXT" },
        "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "_acme-challenge.*" },
      },
    });
  });
});

describe("policies of keys, buckets and endpoints", () => {
  const at = { clusterName: "platform-dev", region: "eu-central-1", accountId: "111122223333" };

  it("give the cluster's key to the account, its logs and its nodes only", () => {
    const principals = keyPolicy(at).Statement.map(({ Principal }) => Principal);
    expect(principals).toEqual([
      { AWS: "arn:aws:iam::111122223333:root" },
      { Service: "logs.eu-central-1.amazonaws.com" },
      {
        AWS: "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      },
      {
        AWS: "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      },
    ]);
  });

  it("allow nothing in a bucket's policy: it only denies", () => {
    for (const { Effect } of bucketPolicy("backups").Statement) expect(Effect).toBe("Deny");
  });

  it("let only this account through the endpoints, but for layers of images", () => {
    expect(ownAccountOnly("111122223333").Statement).toMatchObject([
      { Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } },
    ]);
    const [, layers] = imagesAndOwnAccount("eu-central-1", "111122223333").Statement;
    expect(layers).toMatchObject({
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*",
    });
  });
});
