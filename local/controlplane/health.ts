import { readFileSync } from "node:fs";
import { messageOf } from "../lib/errors";
import type { Layout, ServerName } from "./layout";
import { ask, type Answer } from "./loopback";

const paths: Record<ServerName, string> = {
  etcd: "/health",
  "kube-apiserver": "/readyz",
  "kube-controller-manager": "/healthz",
  "kube-scheduler": "/readyz",
  kwok: "/healthz",
  openbao: "/v1/sys/health",
};

const overHttp: ReadonlySet<ServerName> = new Set(["kwok", "openbao"]);

/** Why a server is not ready for use; `undefined` when it is. */
export async function problemOf(layout: Layout, name: ServerName, port: number): Promise<string | undefined> {
  try {
    const { status, body } = await askServer(layout, name, port, paths[name]);
    return status === 200 ? undefined : `HTTP status ${status}: ${body.trim().split("\n").slice(-3).join("; ")}`;
  } catch (error) {
    return messageOf(error) || "no answer";
  }
}

/** A request to one of the servers, as its administrator where it knows users. */
export async function askServer(layout: Layout, name: ServerName, port: number, path: string): Promise<Answer> {
  if (overHttp.has(name)) return await ask({ url: `http://127.0.0.1:${port}${path}` });
  const tls = {
    ca: readFileSync(layout.ca(), "utf8"),
    cert: readFileSync(layout.clientCertificate("admin"), "utf8"),
    key: readFileSync(layout.clientKey("admin"), "utf8"),
  };
  return await ask({ url: `https://127.0.0.1:${port}${path}`, tls });
}
