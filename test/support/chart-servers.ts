import { createHash } from "node:crypto";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as tar from "tar";

export interface ServedArchive {
  name: string;
  version: string;
  archive: Buffer;
  /** What the index or manifest says. @default the archive's own */
  digest?: string;
}

export interface Server {
  /** `127.0.0.1:PORT` */
  host: string;
  /** `METHOD /path`, in order. */
  requests: string[];
  /** Answers of the given status instead of the next requests whose path contains `path`. */
  disturb(path: string, ...answers: (number | "break")[]): void;
  close(): Promise<void>;
}

type Answer = { status?: number; headers?: Record<string, string>; body?: Buffer | string };

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** An archive as Helm makes it, of files by path inside the chart. */
export async function packChart(name: string, files: Record<string, string>, folder: string): Promise<Buffer> {
  const { mkdir, writeFile } = await import("node:fs/promises");
  const path = await import("node:path");
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.join(folder, name, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, name, file), content);
  }
  return await tar.create({ gzip: true, cwd: folder, portable: true, mtime: new Date(0) }, [name]).concat();
}

/** A chart repository: `index.yaml` and archives. */
export async function chartRepository(charts: ServedArchive[]): Promise<Server> {
  const entries: Record<string, unknown[]> = {};
  for (const { name, version, archive, digest = digestOf(archive) } of charts) {
    const entry = { version, digest: digest.replace("sha256:", ""), urls: [`archives/${name}-${version}.tgz`] };
    (entries[name] ??= []).push(entry);
  }
  return await serve((_, path) => {
    if (path === "/index.yaml") return { body: JSON.stringify({ apiVersion: "v1", entries }) };
    const found = charts.find(({ name, version }) => path === `/archives/${name}-${version}.tgz`);
    return found ? { body: found.archive } : { status: 404 };
  });
}

/**
 * The part of an OCI registry that a pull uses. Charts are at `charts/NAME`, images anywhere.
 * @param images digests by `repository:tag`
 * @param auth "token" wants a bearer token as public registries do, "login" refuses everybody
 */
export async function ociRegistry(
  charts: ServedArchive[],
  images: Record<string, string> = {},
  auth?: "token" | "login",
): Promise<Server> {
  const server: Server = await serve((_, path, request): Answer => {
    const url = new URL(path, "http://registry");
    if (url.pathname === "/token") return { body: JSON.stringify({ token: `for ${url.searchParams.get("scope")}` }) };
    const [, repository = "", kind = "", reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/(.+)$/.exec(url.pathname) ?? [];
    const scope = `repository:${repository}:pull`;
    if (auth === "login") return { status: 401, headers: { "www-authenticate": "Basic realm=x" } };
    if (auth === "token" && request.headers.authorization !== `Bearer for ${scope}`) {
      const challenge = `Bearer realm="http://${server.host}/token",service="test",scope="${scope}"`;
      return { status: 401, headers: { "www-authenticate": challenge } };
    }
    const own = charts.filter(({ name }) => repository === `charts/${name}`);
    if (kind === "tags") {
      return own.length > 0 ? { body: JSON.stringify({ tags: own.map(({ version }) => version) }) } : { status: 404 };
    }
    if (kind === "blobs") {
      const blob = own.find(({ archive, digest }) => reference === (digest ?? digestOf(archive)));
      return blob ? { body: blob.archive } : { status: 404 };
    }
    const chart = own.find(({ version }) => version.replaceAll("+", "_") === reference);
    if (chart) {
      const digest = chart.digest ?? digestOf(chart.archive);
      const layer = { mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", digest };
      return { body: JSON.stringify({ schemaVersion: 2, layers: [layer] }) };
    }
    const image = images[`${repository}:${reference}`];
    return image ? { headers: { "docker-content-digest": image } } : { status: 404 };
  });
  return server;
}

async function serve(answer: (method: string, path: string, request: http.IncomingMessage) => Answer): Promise<Server> {
  const disturbances: { path: string; answers: (number | "break")[] }[] = [];
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    const { method = "GET", url: path = "/" } = request;
    requests.push(`${method} ${path}`);
    const disturbed = disturbances.find((d) => path.includes(d.path) && d.answers.length > 0)?.answers.shift();
    if (disturbed === "break") {
      // A body that ends too early, as when a connection is lost.
      response.writeHead(200, { "content-length": "1000" });
      response.write("half");
      setImmediate(() => response.destroy());
      return;
    }
    const { status = 200, headers = {}, body = "" } = disturbed ? { status: disturbed } : answer(method, path, request);
    response.writeHead(status, headers);
    response.end(method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    disturb: (path, ...answers) => void disturbances.push({ path, answers }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
