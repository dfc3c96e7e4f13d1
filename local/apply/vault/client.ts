import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../lib/errors";

export type Body = Record<string, unknown>;

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** An answer of Vault or OpenBao other than success. */
export class VaultError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "VaultError";
  }
}

/** What every answer looks like; some have more beside `data`. */
export interface VaultAnswer {
  data?: Body | null;
  auth?: { client_token: string; policies: string[]; accessor: string; lease_duration: number } | null;
  lease_id?: string;
  lease_duration?: number;
  keys?: string[];
}

const timeoutMs = 10_000;
/** Waits before each repetition of what a quota refused or a seal delays, in milliseconds. */
const backoff = [200, 500, 1000, 1000, 2000];

/** The HTTP API of one Vault or OpenBao. */
export class VaultClient {
  constructor(
    readonly address: string,
    /** Absent for logins. */
    private readonly token?: string,
  ) {}

  /** The same server, as somebody else. */
  as(token?: string): VaultClient {
    return new VaultClient(this.address, token);
  }

  /**
   * One request, repeated while a quota refuses it or the server is just becoming active.
   * @throws VaultError on any other answer than success
   * @throws UserError when the server cannot be reached
   */
  async request(method: Method, path: string, body?: Body): Promise<VaultAnswer> {
    for (const wait of [...backoff, undefined]) {
      const { status, answer } = await this.send(method, path, body);
      if (status >= 200 && status < 300) return answer;
      const passing = status === 429 || status === 503 || status === 472 || status === 473;
      if (!passing || wait === undefined) throw new VaultError(status, wordsOf(answer, status));
      await sleep(wait);
    }
    throw new Error("unreachable: the last attempt returns or throws");
  }

  async get(path: string): Promise<Body> {
    return (await this.request("GET", path)).data ?? {};
  }

  /** `undefined` where there is nothing: Vault says 404, or 400 for a mount that does not exist. */
  async find(path: string): Promise<Body | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof VaultError && isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** The keys below a path; none where there is nothing. */
  async list(path: string): Promise<string[]> {
    try {
      const { data } = await this.request("GET", `${path}?list=true`);
      return (data?.["keys"] ?? []) as string[];
    } catch (error) {
      if (error instanceof VaultError && error.status === 404) return [];
      throw error;
    }
  }

  async post(path: string, body: Body = {}): Promise<Body> {
    return (await this.request("POST", path, body)).data ?? {};
  }

  /** Deletes what may be gone already. */
  async remove(path: string): Promise<void> {
    try {
      await this.request("DELETE", path);
    } catch (error) {
      if (!(error instanceof VaultError && isAbsent(error))) throw error;
    }
  }

  /** The status of an answer, whatever it is. */
  async statusOf(method: Method, path: string, body?: Body): Promise<number> {
    return (await this.send(method, path, body)).status;
  }

  private async send(method: Method, path: string, body?: Body): Promise<{ status: number; answer: VaultAnswer }> {
    const headers: Record<string, string> = { "x-vault-request": "true" };
    if (this.token !== undefined) headers["x-vault-token"] = this.token;
    if (body) headers["content-type"] = "application/json";
    try {
      const response = await fetch(`${this.address}/v1/${path}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, answer: parse(await response.text()) };
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
      throw new UserError(`OpenBao must answer at ${this.address}, got ${cause}; start it with npm run local`);
    }
  }
}

function parse(text: string): VaultAnswer {
  try {
    return (JSON.parse(text) ?? {}) as VaultAnswer;
  } catch {
    return {};
  }
}

function wordsOf(answer: VaultAnswer, status: number): string {
  const { errors = [] } = answer as { errors?: string[] };
  const words = errors.map((error) => error.replace(/\s+/g, " ").trim()).filter((error) => error !== "");
  return words.length > 0 ? words.join("; ") : `HTTP status ${status}`;
}

function isAbsent({ status, message }: VaultError): boolean {
  return status === 404 || (status === 400 && /^No (secret|auth) engine|cannot fetch sysview|not found/i.test(message));
}
