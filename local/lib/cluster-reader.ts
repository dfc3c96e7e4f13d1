import * as http from "node:http";
import * as https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

/** How long the API server may take to answer. */
const patienceSeconds = 10;

/** Asks one API server, with whatever credentials its kubeconfig names, plugins of clouds among them. */
export class ClusterReader {
  readonly server: string;

  constructor(private readonly config: KubeConfig) {
    this.server = config.getCurrentCluster()?.server ?? "";
  }

  get<Result>(path: string): Promise<Result> {
    return this.request<Result>("GET", path);
  }

  /** For reviews, which are questions that the API takes as objects. */
  post<Result>(path: string, body: object): Promise<Result> {
    return this.request<Result>("POST", path, JSON.stringify(body));
  }

  protected async request<Result>(
    method: string,
    path: string,
    body?: string,
    contentType = "application/json",
  ): Promise<Result> {
    const { request } = this.server.startsWith("http:") ? http : https;
    const options: https.RequestOptions = {
      method,
      timeout: 1000 * patienceSeconds,
      headers: body === undefined ? {} : { "content-type": contentType },
    };
    await this.config.applyToHTTPSOptions(options);
    const text = await new Promise<string>((resolve, reject) => {
      const call = request(this.server + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString();
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(answer);
          else reject(new Error(`HTTP status ${statusCode}`));
        });
      });
      call.on("timeout", () => call.destroy(new Error(`no answer in ${patienceSeconds} seconds`)));
      call.on("error", reject);
      call.end(body);
    });
    return JSON.parse(text) as Result;
  }
}
