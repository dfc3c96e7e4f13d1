import * as http from "node:http";
import * as https from "node:https";

export interface LoopbackRequest {
  url: string;
  /** @default "GET" */
  method?: "GET" | "POST" | "PUT";
  /** Sent as JSON. */
  body?: unknown;
  /** PEM texts. @default of `cert` and `key`: absent - the server asks for none */
  tls?: { ca: string; cert?: string; key?: string };
}

export interface Answer {
  status: number;
  body: string;
}

/** A server that is busy with its start answers late; one that hangs must not hang us. */
const timeoutMs = 3000;

/** One request to a server of ours. Rejects when it does not answer. */
export async function ask({ url, method = "GET", body, tls }: LoopbackRequest): Promise<Answer> {
  const { request } = url.startsWith("https:") ? https : http;
  return await new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const call = request(url, { ...tls, method, headers, agent: false, timeout: timeoutMs }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("error", reject);
    });
    call.on("timeout", () => call.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
