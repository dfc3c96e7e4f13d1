import * as https from "node:https";
import { Discovery, pathOf, type KubernetesClient } from "../../../local/kubernetes";
import { connectionOf } from "../../../local/kubernetes/kubeconfig";
import { contextName, type TestControlPlane } from "../controlplane";
import type { Manifest } from "./submissions";

/** An answer with the warnings that come in its headers, which clients print. */
export interface Answer {
  status: number;
  message: string;
  warnings: string[];
}

/** Sends what people would apply, and tells all that comes back. */
export class Submitter {
  private readonly discovery: Discovery;
  private readonly agent = new https.Agent({ keepAlive: true, maxSockets: 16 });

  constructor(private readonly plane: TestControlPlane) {
    this.discovery = new Discovery(plane.client);
  }

  async pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    const resource = await this.discovery.resource(apiVersion, kind);
    if (!resource) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
    return pathOf(apiVersion, resource, metadata.namespace);
  }

  /** A dry run, unless it is to stay. */
  async create(object: Manifest, { dryRun = true } = {}): Promise<Answer> {
    const query = `?fieldManager=test${dryRun ? "&dryRun=All" : ""}`;
    return this.send("POST", (await this.pathOf(object)) + query, object, "application/json");
  }

  /** Adds ephemeral containers to a pod that runs, as `kubectl debug` does. */
  debug(namespace: string, pod: string, containers: unknown): Promise<Answer> {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/ephemeralcontainers?dryRun=All`;
    const body = { spec: { ephemeralContainers: containers } };
    return this.send("PATCH", path, body, "application/strategic-merge-patch+json");
  }

  async update(object: Manifest, patch: object): Promise<Answer> {
    const path = `${await this.pathOf(object)}/${String(object.metadata.name)}`;
    return this.send("PATCH", path, patch, "application/merge-patch+json");
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body: object, type: string): Promise<Answer> {
    const { server, certificateAuthority, clientCertificate, clientKey } = connectionOf(
      this.plane.kubeconfig,
      contextName,
    );
    const payload = JSON.stringify(body);
    const options = {
      method,
      agent: this.agent,
      ca: certificateAuthority,
      cert: clientCertificate,
      key: clientKey,
      headers: { "content-type": type, accept: "application/json", "content-length": Buffer.byteLength(payload) },
    };
    return new Promise((resolve, reject) => {
      const request = https.request(server + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { message = "" } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { message?: string };
          const headers = response.rawHeaders;
          const warnings = headers.filter((_, i) => i % 2 === 1 && /^warning$/i.test(headers[i - 1] ?? ""));
          resolve({ status: response.statusCode ?? 0, message, warnings: warnings.map(textOf) });
        });
      });
      request.on("error", reject);
      request.end(payload);
    });
  }
}

/** `299 - "text"` */
function textOf(header: string): string {
  return header.replace(/^\d+ \S+ "(.*)"$/s, "$1").replace(/\\(.)/g, "$1");
}

/** Creates namespaces and service accounts, which the API server looks for, and waits for what comes with them. */
export async function createPlaces(client: KubernetesClient, namespaces: readonly string[]): Promise<void> {
  for (const name of namespaces) {
    const path = "/api/v1/namespaces";
    if (!(await client.find(`${path}/${name}`))) {
      await client.request("POST", path, { body: { apiVersion: "v1", kind: "Namespace", metadata: { name } } });
    }
  }
}
