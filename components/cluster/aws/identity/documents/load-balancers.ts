import { document, type IamDocument, type IamStatement } from "../../documents";

interface Place {
  clusterName: string;
  region: string;
  accountId: string;
}

const clusterTag = "elbv2.k8s.aws/cluster";

/**
 * AWS Load Balancer Controller, for the network load balancers in front of the ingress controller: it may make load
 * balancers, target groups and security groups that carry the cluster's tag, and change only those that have it.
 * Network load balancers have no rules.
 */
export function loadBalancerController({ clusterName, region, accountId }: Place): IamDocument {
  const balancing = `arn:aws:elasticloadbalancing:${region}:${accountId}`;
  const ec2 = `arn:aws:ec2:${region}:${accountId}`;
  const owned = ["loadbalancer/net/*/*", "targetgroup/*/*", "listener/net/*/*/*"].map((kind) => `${balancing}:${kind}`);
  const made = { StringEquals: { [`aws:ResourceTag/${clusterTag}`]: clusterName } };
  const making = { StringEquals: { [`aws:RequestTag/${clusterTag}`]: clusterName } };
  return document(
    read(),
    {
      Sid: "MakeBalancers",
      Effect: "Allow",
      Action: [
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateTargetGroup",
      ],
      Resource: owned,
      Condition: making,
    },
    {
      Sid: "TagWhatIsMade",
      Effect: "Allow",
      Action: "elasticloadbalancing:AddTags",
      Resource: owned,
      Condition: making,
    },
    {
      Sid: "ChangeBalancers",
      Effect: "Allow",
      Action: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:DeregisterTargets",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ],
      Resource: owned,
      Condition: made,
    },
    {
      Sid: "MakeSecurityGroups",
      Effect: "Allow",
      Action: "ec2:CreateSecurityGroup",
      Resource: `${ec2}:security-group/*`,
      Condition: making,
    },
    // A group is made in a VPC, which has no tag in the request.
    { Sid: "InVpc", Effect: "Allow", Action: "ec2:CreateSecurityGroup", Resource: `${ec2}:vpc/*` },
    {
      Sid: "TagSecurityGroups",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: `${ec2}:security-group/*`,
      Condition: { StringEquals: { ...making.StringEquals, "ec2:CreateAction": "CreateSecurityGroup" } },
    },
    {
      Sid: "ChangeSecurityGroups",
      Effect: "Allow",
      Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"],
      Resource: `${ec2}:security-group/*`,
      Condition: made,
    },
    {
      Sid: "OpenNodes",
      Effect: "Allow",
      Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      Resource: `${ec2}:security-group/*`,
      // The group that EKS puts on nodes.
      Condition: { StringEquals: { "aws:ResourceTag/aws:eks:cluster-name": clusterName } },
    },
  );
}

/** Reading cannot be narrowed to resources. */
function read(): IamStatement {
  return {
    Sid: "Read",
    Effect: "Allow",
    Action: [
      "ec2:DescribeAccountAttributes",
      "ec2:DescribeAddresses",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeInternetGateways",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeTags",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ],
    Resource: "*",
  };
}
