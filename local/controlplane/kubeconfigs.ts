import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { writePrivately } from "./files";
import type { ClientName, Layout } from "./layout";

/** URL of the API server. */
export function serverUrl(port: number): string {
  return `https://127.0.0.1:${port}`;
}

/** The file for people: complete in itself, so that it may be copied. */
export function writeKubeconfig(layout: Layout, contextName: string, port: number): void {
  const inline = (file: string) => readFileSync(file).toString("base64");
  writePrivately(
    layout.kubeconfig(),
    kubeconfig(
      contextName,
      { server: serverUrl(port), "certificate-authority-data": inline(layout.ca()) },
      {
        "client-certificate-data": inline(layout.clientCertificate("admin")),
        "client-key-data": inline(layout.clientKey("admin")),
      },
    ),
  );
}

/** The file of one of our own servers. */
export function writeClientKubeconfig(layout: Layout, name: ClientName, port: number): void {
  writePrivately(
    layout.clientKubeconfig(name),
    kubeconfig(
      name,
      { server: serverUrl(port), "certificate-authority": layout.ca() },
      { "client-certificate": layout.clientCertificate(name), "client-key": layout.clientKey(name) },
    ),
  );
}

function kubeconfig(name: string, cluster: Record<string, string>, user: Record<string, string>): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
