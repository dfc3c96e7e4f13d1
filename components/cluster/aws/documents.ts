/** A document of IAM. Plain data: every name in it is known before anything exists, so that all can be judged. */
export interface IamDocument {
  Version: "2012-10-17";
  Statement: IamStatement[];
}

export interface IamStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export function document(...statements: IamStatement[]): IamDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** A service of AWS may take the role, on behalf of this account only where it says on whose. */
export function serviceTrust(service: string, accountId?: string): IamDocument {
  return document({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(accountId === undefined ? {} : { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
  });
}

/** Where EKS writes the control plane's logs; the name is its own. */
export function controlPlaneLogGroup(clusterName: string): string {
  return `/aws/eks/${clusterName}/cluster`;
}
