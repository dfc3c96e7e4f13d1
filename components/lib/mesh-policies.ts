/** Identity of a service account in the mesh. */
export function principal(namespace: string, serviceAccount: string): string {
  return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}

/** Lets identities reach ports of a workload. Connections only, no requests: so ztunnel can decide. */
export function meshAllow(workload: string, ports: number[], principals: string[]) {
  return {
    selector: { matchLabels: { "app.kubernetes.io/name": workload } },
    action: "ALLOW" as const,
    rules: [{ from: [{ source: { principals } }], to: [{ operation: { ports: ports.map(String) } }] }],
  };
}
