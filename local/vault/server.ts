import * as http from "node:http";
import * as https from "node:https";
import { messageOf, UserError } from "../lib/errors";

/** How to reach a Vault or an OpenBao. */
export interface VaultAddress {
  address: string;
  /** PEM text of the authority that signed its certificate. @default those that Node trusts */
  ca?: string;
  /** Name in its certificate, where that is not the host of the address: behind kubectl port-forward. */
  serverName?: string;
}

export interface VaultRequest {
  token?: string;
  /** Sent as JSON. */
  body?: object;
  /** How long it may take (seconds). @default 15 */
  patienceSeconds?: number;
}

export interface VaultAnswer {
  status: number;
  /** Undefined where the answer is empty. */
  body: unknown;
  /** What it says is wrong; never holds what was sent. */
  errors: string[];
}

type Method = "GET" | "PUT" | "POST" | "DELETE";

/** The HTTP API of a server, which is the same for Vault and OpenBao. */
export class VaultServer {
  constructor(readonly at: VaultAddress) {}

  /** @throws UserError when it does not answer */
  async ask(method: Method, path: string, { token, body, patienceSeconds = 15 }: VaultRequest = {}) {
    try {
      return await this.send(method, path, { token, body, patienceSeconds });
    } catch (error) {
      throw new UserError(`Vault must answer at ${this.at.address}, got: ${reasonOf(error)}; ${remedyOf(error)}`);
    }
  }

  /** An answer that is a success. @throws UserError otherwise */
  async must(doing: string, method: Method, path: string, request: VaultRequest = {}): Promise<unknown> {
    const answer = await this.ask(method, path, request);
    if (answer.status < 300) return answer.body;
    throw new UserError(`Vault must ${doing}, got ${wordsOf(answer)}; see the log of its pods, then run it again`);
  }

  private send(method: Method, path: string, request: Required<Pick<VaultRequest, "patienceSeconds">> & VaultRequest) {
    const { token, body, patienceSeconds } = request;
    const url = new URL(`/v1/${path}`, this.at.address);
    const options: https.RequestOptions = {
      method,
      agent: false,
      ca: this.at.ca,
      servername: this.at.serverName,
      timeout: 1000 * patienceSeconds,
      headers: {
        ...(token === undefined ? {} : { "x-vault-token": token }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
    };
    const start = url.protocol === "https:" ? https.request : http.request;
    return new Promise<VaultAnswer>((resolve, reject) => {
      const call = start(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve(answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
      });
      call.on("timeout", () => call.destroy(new Error(`no answer in ${patienceSeconds} seconds`)));
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function answerOf(status: number, text: string): VaultAnswer {
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    return { status, body: undefined, errors: ["no answer of a Vault"] };
  }
  const errors = (body as { errors?: unknown } | undefined)?.errors;
  return { status, body, errors: Array.isArray(errors) ? errors.map(String) : [] };
}

/** For messages: the status, and what the server says of it. */
export function wordsOf({ status, errors }: VaultAnswer): string {
  return [`HTTP status ${status}`, ...errors.map((error) => error.trim().replace(/\s+/g, " "))].join(": ");
}

/** Node gives several attempts, to IPv4 and IPv6, an empty message. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : messageOf(error);
}

function remedyOf(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "give a name that its certificate has with --server-name";
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return "give the authority of its certificate with --ca-file (or in VAULT_CACERT)";
  }
  return "check that its pods run and that this machine may reach it; kubectl -n vault port-forward vault-0 8200 with --address https://127.0.0.1:8200 always can";
}
