import { document, type IamDocument } from "../../documents";

export interface TrustedAccount {
  clusterName: string;
  region: string;
  accountId: string;
  namespace: string;
  serviceAccount: string;
}

/** Only pods of one service account of one cluster may take the role. */
export function podTrust({ clusterName, region, accountId, namespace, serviceAccount }: TrustedAccount): IamDocument {
  return document({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:SourceAccount": accountId,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
      ArnEquals: { "aws:SourceArn": `arn:aws:eks:${region}:${accountId}:cluster/${clusterName}` },
    },
  });
}
