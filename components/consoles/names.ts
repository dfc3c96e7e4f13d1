/** Namespaces of the consoles. */
export const consoleNamespaces = { proxies: "consoles", grafana: "grafana", headlamp: "headlamp" } as const;

/** TCP port on which a proxy answers. */
export const proxyPort = 4180;

/** Pods that ask people to sign in before they let them through to a console. */
export function proxyWorkload(console: string): string {
  return `${console}-proxy`;
}

/** Where a client's secret is, below the environment's mount and `platform/`. Somebody enters it there. */
export function clientSecret(console: string) {
  return { entry: `sign-in/${console}`, key: "client-secret" };
}
