import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../lib/errors";

export interface HttpOptions {
  signal?: AbortSignal;
  /** Milliseconds before the first repetition; each further one waits twice as long. @default 500 */
  retryDelayMs?: number;
}

interface Request extends HttpOptions {
  method?: "GET" | "HEAD";
  headers?: Record<string, string>;
}

/** Answers that another try may change. */
const passing = new Set([408, 429, 500, 502, 503, 504]);
const attempts = 3;

/**
 * Asks, and asks again where the trouble may pass: a broken connection, or a server that is busy.
 * @throws UserError when the host cannot be reached; any status is an answer
 */
export async function request(
  url: string,
  { method, headers, signal, retryDelayMs = 500 }: Request,
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { method, headers, signal });
      if (!passing.has(response.status) || attempt === attempts) return response;
      await response.body?.cancel();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt === attempts) throw unreachable(url, error);
    }
    await sleep(retryDelayMs * 2 ** (attempt - 1), undefined, { signal });
  }
}

/** The answer to `ask` with its whole body. A connection that breaks half way is tried again. @throws as {@link request} */
export async function download(
  ask: () => Promise<Response>,
  { signal, retryDelayMs = 500 }: HttpOptions,
): Promise<{ status: number; body: Buffer }> {
  for (let attempt = 1; ; attempt++) {
    const response = await ask();
    try {
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt === attempts) throw unreachable(response.url, error);
    }
    await sleep(retryDelayMs * 2 ** (attempt - 1), undefined, { signal });
  }
}

export function sha256(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function unreachable(url: string, error: unknown): UserError {
  const { host } = new URL(url);
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const code = cause?.code ?? "";
  const what =
    code === "ENOTFOUND" || code === "EAI_AGAIN" ? "an unknown host" : code || cause?.message || String(error);
  return new UserError(
    `${host} must be reachable, got ${what}; check the network${proxyHint()}, then run the command again`,
  );
}

/** Node's fetch goes past a proxy unless it is told not to. */
function proxyHint(): string {
  const proxied = process.env["HTTPS_PROXY"] ?? process.env["https_proxy"];
  return proxied && !process.env["NODE_USE_ENV_PROXY"]
    ? " (behind a proxy: NODE_USE_ENV_PROXY=1 with Node 22.21 or later)"
    : "";
}
