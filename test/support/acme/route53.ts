import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { ask } from "../../../local/controlplane/loopback";

/**
 * The part of Amazon Route 53 that DNS-01 needs: one zone, whose TXT records are those of challtestsrv. It stands as a
 * proxy as well, which refuses: what a server would send elsewhere ends here and is written down.
 */
export class Route53 {
  /** Changes that it made, as `ACTION name`. */
  readonly changes: string[] = [];
  /** Changes that it refused, for the same reason as the real one, likewise. */
  readonly refused: string[] = [];
  /** Requests for other servers, as `METHOD target`. */
  readonly strays: string[] = [];
  private readonly server: http.Server;

  private constructor(
    private readonly zone: { id: string; name: string },
    /** Management address of challtestsrv. */
    private readonly records: string,
  ) {
    this.server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => void this.answer(request, body).then(({ status, xml }) => send(response, status, xml)));
    });
    this.server.on("connect", (request, socket) => {
      this.strays.push(`CONNECT ${request.url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
  }

  static async start(zone: { id: string; name: string }, records: string): Promise<Route53> {
    const route53 = new Route53(zone, records);
    await new Promise<void>((resolve) => route53.server.listen(0, "127.0.0.1", resolve));
    return route53;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    { method, url = "" }: http.IncomingMessage,
    body: string,
  ): Promise<{ status: number; xml: string }> {
    const change = "<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status></ChangeInfo>";
    if (method === "GET" && url === "/2013-04-01/change/C1") {
      return { status: 200, xml: `<GetChangeResponse>${change}</GetChangeResponse>` };
    }
    if (method === "POST" && url === `/2013-04-01/hostedzone/${this.zone.id}/rrset`) {
      const message = await this.change(body);
      if (message === undefined) {
        return { status: 200, xml: `<ChangeResourceRecordSetsResponse>${change}</ChangeResourceRecordSetsResponse>` };
      }
      const messages = `<Messages><Message>${message}</Message></Messages>`;
      return { status: 400, xml: `<InvalidChangeBatch>${messages}</InvalidChangeBatch>` };
    }
    this.strays.push(`${method} ${url}`);
    return { status: 404, xml: "<ErrorResponse><Error><Code>NoSuchHostedZone</Code></Error></ErrorResponse>" };
  }

  /** @returns why not, where it cannot be done */
  private async change(body: string): Promise<string | undefined> {
    const text = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1] ?? "";
    const name = text("Name");
    const change = `${text("Action")} ${text("Type")} ${name}`;
    if (!`.${name}`.endsWith(`.${this.zone.name}.`)) {
      this.refused.push(change);
      return `RRSet with DNS name ${name} is not permitted in zone ${this.zone.name}.`;
    }
    this.changes.push(change);
    const value = text("Value").replaceAll("&quot;", '"').replaceAll("&#34;", '"').replaceAll('"', "");
    const [path, record] =
      text("Action") === "DELETE" ? ["/clear-txt", { host: name }] : ["/set-txt", { host: name, value }];
    await ask({ url: this.records + path, method: "POST", body: record });
    return undefined;
  }
}

function send(response: http.ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { "content-type": "text/xml" });
  response.end(`<?xml version="1.0"?>${xml}`);
}
