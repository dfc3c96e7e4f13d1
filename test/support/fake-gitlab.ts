import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface StoredNote {
  id: number;
  body: string;
  system: boolean;
}
interface StoredIssue {
  iid: number;
  title: string;
  web_url: string;
  description: string;
  labels: string;
  state: "opened" | "closed";
  notes: string[];
}

/** Notes of one merge request and issues of one project, over HTTP on loopback, in pages of two. */
export class FakeGitLab {
  readonly notes: StoredNote[] = [];
  readonly issues: StoredIssue[] = [];
  /** Method and path of every call. */
  readonly calls: string[] = [];
  private readonly server: Server;

  private constructor(private readonly token: string) {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const url = new URL(request.url!, "http://gitlab");
        this.calls.push(`${request.method} ${url.pathname}`);
        const allowed = request.headers["private-token"] === this.token;
        const answer = allowed
          ? this.answer(request.method!, url, body === "" ? {} : (JSON.parse(body) as Record<string, string>))
          : undefined;
        const page = Number(url.searchParams.get("page") ?? 1);
        const list = Array.isArray(answer) ? answer : undefined;
        const more = list !== undefined && list.length > page * 2;
        response.writeHead(allowed ? 200 : 401, { "x-next-page": more ? String(page + 1) : "" });
        response.end(JSON.stringify(list ? list.slice((page - 1) * 2, page * 2) : (answer ?? {})));
      });
    });
  }

  static async start(token: string): Promise<FakeGitLab> {
    const fake = new FakeGitLab(token);
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get api(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v4`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, url: URL, body: Record<string, string>): unknown {
    const [, , , , project, kind, number, notes, note] = url.pathname.split("/");
    if (project !== "7") return undefined;
    if (kind === "merge_requests") {
      if (method === "GET") return this.notes;
      if (method === "POST") this.notes.push({ id: this.notes.length + 1, body: body["body"]!, system: false });
      else this.notes.find(({ id }) => id === Number(note))!.body = body["body"]!;
      return {};
    }
    const issue = this.issues.find(({ iid }) => iid === Number(number));
    if (notes !== undefined) issue!.notes.push(body["body"]!);
    else if (method === "GET") {
      const label = url.searchParams.get("labels");
      return this.issues.filter(({ labels, state }) => labels === label && state === url.searchParams.get("state"));
    } else if (issue) {
      if (body["description"] !== undefined) issue.description = body["description"];
      if (body["state_event"] === "close") issue.state = "closed";
    } else {
      const iid = this.issues.length + 1;
      const made = { iid, title: body["title"]!, description: body["description"]!, labels: body["labels"]! };
      this.issues.push({ ...made, web_url: `https://gitlab.example.com/issues/${iid}`, state: "opened", notes: [] });
      return this.issues.at(-1);
    }
    return {};
  }
}
