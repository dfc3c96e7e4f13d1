import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/errors";
import { connectionOf, type Connection } from "./kubeconfig";

/** An answer of the API server other than success. */
export class ApiError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Machine-readable, for example `NotFound`. */
    readonly reason: string,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export interface RequestOptions {
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** @default "application/json" */
  contentType?: string;
  /** @default "application/json" */
  accept?: string;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Waits before each repetition, in milliseconds: an API server that restarts is back within these 6 seconds. */
const backoff = [100, 300, 600, 1000, 2000, 2000];
const refusals = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/**
 * The REST API of one API server: JSON over a few kept connections, with repetition of what fails in passing. It hands
 * objects through as they are, where a typed client would drop the fields that its version does not know.
 */
export class KubernetesClient {
  private readonly agent: http.Agent | https.Agent;

  constructor(
    private readonly connection: Connection,
    /** Connections at the same time. */
    readonly parallel = 16,
    private readonly waits = backoff,
  ) {
    const options = { keepAlive: true, maxSockets: parallel };
    this.agent = this.secure
      ? new https.Agent({
          ...options,
          ca: connection.certificateAuthority,
          cert: connection.clientCertificate,
          key: connection.clientKey,
        })
      : new http.Agent(options);
  }

  /** @throws UserError when the kubeconfig cannot be used */
  static fromKubeconfig(file: string, context: string): KubernetesClient {
    return new KubernetesClient(connectionOf(file, context));
  }

  get<Result>(path: string, options: RequestOptions = {}): Promise<Result> {
    return this.request<Result>("GET", path, options);
  }

  /** `undefined` instead of an error where there is no such object or path. */
  async find<Result>(path: string, options: RequestOptions = {}): Promise<Result | undefined> {
    try {
      return await this.get<Result>(path, options);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * One request, repeated while the server is overloaded, restarting or (for PATCH) meets a concurrent write.
   * @throws ApiError on any other answer than success
   * @throws UserError when the server cannot be reached
   */
  async request<Result>(method: Method, path: string, options: RequestOptions = {}): Promise<Result> {
    for (const wait of [...this.waits, undefined]) {
      try {
        return (await this.send(method, path, options)) as Result;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (wait === undefined || !isPassing(method, error)) throw this.explained(error);
        const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        await sleep(Math.max(wait, Math.min(asked, 5000)), undefined, { signal: options.signal });
      }
    }
    throw new Error("unreachable: the last attempt returns or throws");
  }

  /** Closes the kept connections. */
  close(): void {
    this.agent.destroy();
  }

  private get secure(): boolean {
    return this.connection.server.startsWith("https:");
  }

  private send(method: Method, path: string, options: RequestOptions) {
    const { query = {}, body, contentType, accept = "application/json", signal } = options;
    const url = new URL(this.connection.server + path);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: http.OutgoingHttpHeaders = { accept };
    if (this.connection.token !== undefined) headers["authorization"] = `Bearer ${this.connection.token}`;
    if (payload) {
      headers["content-type"] = contentType ?? "application/json";
      headers["content-length"] = payload.length;
    }
    return new Promise<unknown>((resolve, reject) => {
      const request = (this.secure ? https : http).request(url, { method, headers, agent: this.agent, signal });
      request.on("error", reject);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          try {
            resolve(answer(response, Buffer.concat(chunks).toString("utf8")));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
      request.end(payload);
    });
  }

  private explained(error: unknown): unknown {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof ApiError || code === undefined || !refusals.has(code)) return error;
    return new UserError(
      `the API server must answer at ${this.connection.server}, got ${code}; start it with npm run local`,
    );
  }
}

function isPassing(method: Method, error: unknown): boolean {
  if (!(error instanceof ApiError)) return refusals.has(String((error as NodeJS.ErrnoException).code));
  return error.status === 429 || error.status >= 500 || (error.status === 409 && method === "PATCH");
}

function answer(response: http.IncomingMessage, text: string): unknown {
  const status = response.statusCode ?? 0;
  const parsed = parseJson(text);
  if (status >= 200 && status < 300) return parsed;
  const { message, reason } = (parsed ?? {}) as { message?: string; reason?: string };
  const retryAfter = Number(response.headers["retry-after"]);
  throw new ApiError(
    status,
    reason ?? http.STATUS_CODES[status] ?? "Unknown",
    message ?? (text.slice(0, 200) || `HTTP status ${status}`),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
