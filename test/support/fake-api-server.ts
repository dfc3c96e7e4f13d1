import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject } from "../../local/kubernetes";

interface Kind {
  apiVersion: string;
  kind: string;
  name: string;
  namespaced: boolean;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Answers in place of the store; `undefined` leaves it to the store. */
export type Hook = (request: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: KubernetesObject | undefined;
}) => Answer | undefined;

/**
 * An API server in memory: discovery, and objects that are created, applied, listed and deleted. Applying replaces the
 * object, and changes its version when it differs; nothing is validated.
 */
export class FakeApiServer {
  readonly objects = new Map<string, KubernetesObject>();
  /** `METHOD path` of every request. */
  readonly requests: string[] = [];
  readonly kinds: Kind[] = [
    { apiVersion: "v1", kind: "Namespace", name: "namespaces", namespaced: false },
    { apiVersion: "v1", kind: "ConfigMap", name: "configmaps", namespaced: true },
    { apiVersion: "v1", kind: "Secret", name: "secrets", namespaced: true },
    { apiVersion: "v1", kind: "ServiceAccount", name: "serviceaccounts", namespaced: true },
    { apiVersion: "apps/v1", kind: "Deployment", name: "deployments", namespaced: true },
  ];
  hook: Hook = () => undefined;
  private version = 0;
  private directory = "";
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeApiServer> {
    const server = createServer();
    const fake = new FakeApiServer(server);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void fake.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    fake.directory = mkdtempSync(join(tmpdir(), "fake-api-server-"));
    writeFileSync(
      fake.kubeconfig,
      JSON.stringify({
        clusters: [{ name: "fake", cluster: { server: fake.url, "insecure-skip-tls-verify": true } }],
        users: [{ name: "user", user: { token: "t0ken" } }],
        contexts: [{ name: "fake", context: { cluster: "fake", user: "user" } }],
      }),
    );
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A file with the context `fake`. */
  get kubeconfig(): string {
    return join(this.directory, "kubeconfig");
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.directory, { recursive: true });
  }

  /** Changes an object as a controller would: with a new version. */
  touch(path: string, change: (object: KubernetesObject) => void): void {
    const object = structuredClone(this.objects.get(path)!);
    change(object);
    this.store(path, object);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString("utf8");
    const { pathname: path, searchParams: query } = new URL(request.url!, this.url);
    const body = text === "" ? undefined : (JSON.parse(text) as KubernetesObject);
    const method = request.method!;
    this.requests.push(`${method} ${path}`);
    const {
      status,
      body: answer,
      headers,
    } = this.hook({ method, path, query, body }) ?? this.answer(method, path, query, body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  }

  private answer(method: string, path: string, query: URLSearchParams, body: KubernetesObject | undefined): Answer {
    const found = this.objects.get(path);
    if (method === "PATCH" || method === "PUT") return { status: 200, body: this.store(path, body!) };
    if (method === "POST") return { status: 201, body: this.store(`${path}/${body!.metadata.name}`, body!) };
    if (method === "DELETE" && found) {
      for (const key of this.objects.keys()) if (key === path || key.startsWith(`${path}/`)) this.objects.delete(key);
      return { status: 200, body: {} };
    }
    if (method === "GET" && found) return { status: 200, body: found };
    return this.discovery(path) ?? this.list(path, query) ?? notFound;
  }

  private discovery(path: string) {
    const group = /^\/apis\/([^/]+)$/.exec(path)?.[1];
    const version = this.kinds.find(({ apiVersion }) => apiVersion.startsWith(`${group}/`))?.apiVersion;
    if (version) return { status: 200, body: { preferredVersion: { groupVersion: version } } };
    const resources = this.kinds.filter(({ apiVersion }) => path === rootOf(apiVersion));
    return resources.length > 0 ? { status: 200, body: { resources } } : undefined;
  }

  private list(path: string, query: URLSearchParams) {
    const kind = this.kinds.find(({ apiVersion, name }) => path === `${rootOf(apiVersion)}/${name}`);
    if (!kind) return undefined;
    const [key = "", value] = (query.get("labelSelector") ?? "").split("=");
    const items = [...this.objects.values()].filter(
      (object) => object.kind === kind.kind && (key === "" || object.metadata.labels?.[key] === value),
    );
    return { status: 200, body: { items } };
  }

  private store(path: string, object: KubernetesObject): KubernetesObject {
    const old = this.objects.get(path);
    const namespace = /\/namespaces\/([^/]+)\//.exec(path)?.[1];
    const metadata = { ...object.metadata, ...(namespace ? { namespace } : {}) };
    const unversioned = (its: KubernetesObject) =>
      JSON.stringify({ ...its, metadata: { ...its.metadata, resourceVersion: undefined } });
    const same = old && unversioned(old) === unversioned({ ...object, metadata });
    const resourceVersion = same ? old.metadata.resourceVersion : String(++this.version);
    const stored = { ...object, metadata: { ...metadata, resourceVersion } };
    this.objects.set(path, stored);
    return stored;
  }
}

export const notFound = { status: 404, body: { reason: "NotFound", message: "not found" } };

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
