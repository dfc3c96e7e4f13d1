import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf, UserError } from "../lib/errors";

/** How to reach one API server as one user. Holds credentials: never print it. */
export interface Connection {
  /** URL without a trailing slash. */
  server: string;
  certificateAuthority?: Buffer;
  clientCertificate?: Buffer;
  clientKey?: Buffer;
  token?: string;
}

const cluster = z.object({
  server: z.string(),
  "certificate-authority": z.string().optional(),
  "certificate-authority-data": z.string().optional(),
});
const user = z.object({
  "client-certificate": z.string().optional(),
  "client-certificate-data": z.string().optional(),
  "client-key": z.string().optional(),
  "client-key-data": z.string().optional(),
  token: z.string().optional(),
  exec: z.unknown().optional(),
});
const kubeconfigFile = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster })).default([]),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }))
    .default([]),
  users: z.array(z.object({ name: z.string(), user })).default([]),
});

/**
 * Reads one context of a kubeconfig: certificates or a token, in the file or beside it. Plugins that fetch
 * credentials are for clouds, and this client only talks to the embedded control plane.
 * @throws UserError when the file, the context or what it names is missing
 */
export function connectionOf(file: string, context: string): Connection {
  const config = readKubeconfig(file);
  const find = <Entry extends { name: string }>(what: string, entries: Entry[], name: string): Entry => {
    const found = entries.find((entry) => entry.name === name);
    if (found) return found;
    const known = entries.map((entry) => entry.name).join(", ") || "none";
    throw new UserError(
      `kubeconfig ${file} must hold the ${what} ${name}, got ${known}; correct platform:cluster.context or the file`,
    );
  };
  const { cluster: clusterName, user: userName } = find("context", config.contexts, context).context;
  const { cluster } = find("cluster", config.clusters, clusterName);
  const { user } = find("user", config.users, userName);
  if (user.exec !== undefined) {
    throw new UserError(
      `user ${userName} of kubeconfig ${file} must have a certificate or a token, got a credentials plugin; ` +
        "use the kubeconfig of the embedded control plane (npm run local -- kubeconfig)",
    );
  }
  const bytes = (data: string | undefined, path: string | undefined) =>
    data !== undefined
      ? Buffer.from(data, "base64")
      : path !== undefined
        ? readFileSync(resolve(dirname(file), path))
        : undefined;
  return {
    server: cluster.server.replace(/\/+$/, ""),
    certificateAuthority: bytes(cluster["certificate-authority-data"], cluster["certificate-authority"]),
    clientCertificate: bytes(user["client-certificate-data"], user["client-certificate"]),
    clientKey: bytes(user["client-key-data"], user["client-key"]),
    token: user.token,
  };
}

function readKubeconfig(file: string): z.infer<typeof kubeconfigFile> {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    throw new UserError(`kubeconfig ${file} must be a readable file, got ${code}; start a cluster with npm run local`);
  }
  try {
    return kubeconfigFile.parse(parse(content));
  } catch {
    // What the parser says may quote credentials.
    throw new UserError(`kubeconfig ${file} must be a kubeconfig in YAML, got something else; write it anew`);
  }
}
