import { document, type IamDocument, type IamStatement } from "../../documents";

/** external-dns: all records of the given zones, and nothing of others. */
export function externalDns(hostedZones: string[]): IamDocument {
  return document(
    {
      Sid: "Records",
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResources"],
      Resource: hostedZones.map(zoneArn),
    },
    listZones(["route53:ListHostedZones"]),
  );
}

/** cert-manager: only the TXT records with which it answers ACME challenges. */
export function certManager(hostedZones: string[]): IamDocument {
  return document(
    {
      Sid: "Challenges",
      Effect: "Allow",
      Action: "route53:ChangeResourceRecordSets",
      Resource: hostedZones.map(zoneArn),
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": "TXT" },
        "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "_acme-challenge.*" },
      },
    },
    {
      Sid: "Read",
      Effect: "Allow",
      Action: "route53:ListResourceRecordSets",
      Resource: hostedZones.map(zoneArn),
    },
    { Sid: "Progress", Effect: "Allow", Action: "route53:GetChange", Resource: "arn:aws:route53:::change/*" },
    listZones(["route53:ListHostedZonesByName"]),
  );
}

function zoneArn(id: string): string {
  return `arn:aws:route53:::hostedzone/${id}`;
}

/** Lists have no resource that a policy could name. */
function listZones(actions: string[]): IamStatement {
  return { Sid: "ListZones", Effect: "Allow", Action: actions, Resource: "*" };
}
