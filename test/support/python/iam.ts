import { runScript } from ".";

export interface IamDocument {
  Version: string;
  Statement: Record<string, unknown>[];
}

/** What the linter says although it is right, and why it is. */
const known: { finding: RegExp; why: string }[] = [
  {
    finding: /^UNKNOWN_FEDERATION_SOURCE: \S+:oidc-provider\/gitlab\.|: Unknown condition gitlab\.\S+:(aud|sub) for /,
    why: "GitLab's tokens; the linter knows those of others only",
  },
  {
    finding: /^UNKNOWN_CONDITION_FOR_ACTION: Unknown condition kms:ResourceAliases /,
    why: "a condition of keys, which the linter looks for among those of actions",
  },
  {
    finding: /^RESOURCE_MISMATCH: (\S+ needs arn:\*:elasticloadbalancing:\*:\*:listener\/app\/\S+ ?)+$/,
    why: "only network load balancers are made",
  },
  {
    finding: /Unknown condition kms:EncryptionContext:aws:logs:arn for action kms:DescribeKey$/,
    why: "the statement is the one that AWS documents for CloudWatch Logs",
  },
  {
    finding: /^MISMATCHED_TYPE: Type mismatch: ArnLike requires a value of type Arn but given String$/,
    why: "the encryption context of CloudWatch Logs is an ARN",
  },
  {
    finding: /^RESOURCE_MISMATCH: ec2:CreateSecurityGroup needs arn:\*:ec2:\*:\*:security-group\/\*$/,
    why: "the action has two resources, and each a statement of its own",
  },
  {
    finding:
      /^(MISMATCHED_TYPE: Type mismatch: s3:TlsVersion|UNKNOWN_CONDITION_FOR_ACTION: Unknown condition s3:TlsVersion )/,
    why: "its values have a decimal point, and every request has one",
  },
];

/** Findings of the linter parliament, as `name: ISSUE: detail`, without those that are known to be none. */
export async function lintIam(documents: Record<string, IamDocument>): Promise<string[]> {
  const complete = Object.entries(documents).map(([name, document]) => [name, withResources(document)]);
  const findings = await runScript<Record<string, string[]>>("lint_iam.py", Object.fromEntries(complete));
  return Object.entries(findings).flatMap(([name, texts]) =>
    [...new Set(texts)]
      .filter((text) => !known.some(({ finding }) => finding.test(text)))
      .filter((text) => !(text.startsWith("RESOURCE_STAR") && isAttached(documents[name]!)))
      .map((text) => `${name}: ${text}`),
  );
}

/** Whether a document belongs to a key, a bucket or a role, for which `*` stands. */
function isAttached({ Statement }: IamDocument): boolean {
  return Statement.every(({ Principal }) => Principal !== undefined);
}

/** The linter wants a resource in every statement; trust policies of roles have none. */
function withResources(document: IamDocument): IamDocument {
  if (!isAttached(document)) return document;
  return { ...document, Statement: document.Statement.map((statement) => ({ Resource: "*", ...statement })) };
}
