interface Owner {
  clusterName: string;
  accountId: string;
}

/** Names of buckets are one space for all of AWS: the account makes it ours. */
export function backupBucket({ clusterName, accountId }: Owner): string {
  return `${clusterName}-backup-${accountId}`;
}

/** Name by which IAM documents know the key before it exists. */
export function backupKeyAlias({ clusterName }: Pick<Owner, "clusterName">): string {
  return `alias/${clusterName}-backup`;
}
