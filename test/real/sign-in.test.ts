import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proxyConfig, type ProxiedConsole } from "../../components/consoles/proxy";
import { freePort } from "../../local/controlplane/ports";
import { ensureTools } from "../../local/toolchain";
import { startServer, type TestServer } from "../support/acme/server";
import { OidcProvider, type Person } from "../support/oidc";

/** The real oauth2-proxy, with the very file that its pods get; only folders and addresses are this machine's. */
const host = "prometheus.dev.example.com";
const client = { id: "prometheus-dev", secret: "client's own", redirectUri: `https://${host}/oauth2/callback` };
const groupsClaim = "groups_direct";
const ada: Person = { sub: "1", email: "ada@example.com", groups: ["platform-admins", "engineering"] };
const eve: Person = { sub: "2", email: "eve@example.com", groups: ["engineering"] };

const folder = mkdtempSync(join(tmpdir(), "platform-sign-in-"));
const undo: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
let provider: OidcProvider;
let behind: Server;
let seen: IncomingHttpHeaders[] = [];
let page: Proxy;
let prometheus: Proxy;

interface Proxy {
  server: TestServer;
  port: number;
  metricsPort: number;
}

async function startProxy(name: string, upstream: ProxiedConsole["upstream"]): Promise<Proxy> {
  const { "oauth2-proxy": binary } = await ensureTools(["oauth2-proxy"], { log: () => undefined });
  const port = await freePort();
  const metricsPort = await freePort(new Set([port]));
  const own = join(folder, name);
  const files: Record<string, string> = {
    "secrets/client/client-secret": client.secret,
    "secrets/cookie/cookie": "aB3dE6gH9kL2mN5pQ8sT1vW4xY7zA0bC",
    ...("files" in upstream
      ? Object.fromEntries(Object.entries(upstream.files).map(([file, text]) => [`www/${file}`, text]))
      : {}),
    "config/oauth2-proxy.cfg": proxyConfig(
      { issuer: provider.issuer, groupsClaim },
      { name, host, clientId: client.id, groups: ["platform-admins"], upstream },
    )
      .replaceAll('"/secrets/', `"${own}/secrets/`)
      .replace("file:///www/", `file://${own}/www/`)
      .replace("0.0.0.0:4180", `127.0.0.1:${port}`)
      .replace("0.0.0.0:44180", `127.0.0.1:${metricsPort}`),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(own, file)), { recursive: true });
    writeFileSync(join(own, file), text);
  }
  const server = await startServer(binary, [`--config=${own}/config/oauth2-proxy.cfg`], {
    env: { HOME: folder },
    answers: async () => (await get(port, "/ready")).status === 200,
  });
  undo.push(() => server.stop());
  return { server, port, metricsPort };
}

beforeAll(async () => {
  provider = await OidcProvider.start(client, groupsClaim);
  undo.push(() => provider.stop());
  behind = createServer((request, response) => {
    seen.push(request.headers);
    response.end("metrics");
  });
  await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
  undo.push(() => new Promise((resolve) => behind.close(resolve)));
  const { port } = behind.address() as { port: number };
  const pods = { namespace: "monitoring", workload: "prometheus", port };
  prometheus = await startProxy("prometheus", { url: `http://127.0.0.1:${port}`, pods });
  page = await startProxy("page", { files: { "index.html": "<h1>Platform</h1>" } });
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

interface Reply {
  status: number;
  location: string;
  /** `name=value` of each, without what else belongs to it. */
  cookies: string[];
  setCookie: string[];
  body: string;
}

async function get(port: number, path: string, headers: Record<string, string> = {}): Promise<Reply> {
  return await new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, agent: false, headers: { host, ...headers } };
    httpRequest(options, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => {
        const setCookie = response.headers["set-cookie"] ?? [];
        const cookies = setCookie.map((text) => text.slice(0, text.indexOf(";")));
        resolve({ status: response.statusCode!, location: response.headers.location ?? "", cookies, setCookie, body });
      });
    })
      .on("error", reject)
      .end();
  });
}

/** What a browser does: asks, is sent to the provider, and comes back. */
async function signIn({ port }: Proxy, person: Person): Promise<Reply> {
  const first = await get(port, "/graph?g0.expr=up");
  expect(first.status).toBe(302);
  const { pathname, search } = provider.authorize(first.location, person);
  return await get(port, pathname + search, { cookie: first.cookies.join("; ") });
}

describe("a proxy that asks people to sign in", () => {
  it("lets in who is in its groups, and tells the console who it is", async () => {
    const back = await signIn(prometheus, ada);
    expect([back.status, back.location]).toEqual([302, "/graph?g0.expr=up"]);
    const session = back.setCookie.find((text) => text.startsWith("__Host-sign-in="))!;
    expect(session.split("; ").slice(1)).toEqual(["Path=/", "Max-Age=28800", "HttpOnly", "Secure", "SameSite=Lax"]);
    seen = [];
    const inside = await get(prometheus.port, "/graph", { cookie: back.cookies.join("; ") });
    expect([inside.status, inside.body]).toEqual([200, "metrics"]);
    expect(seen.map((headers) => [headers["x-forwarded-email"], headers.authorization])).toEqual([
      ["ada@example.com", undefined],
    ]);
  });

  it("sends people in a hundred groups fewer headers than NGINX takes", async () => {
    const groups = Array.from({ length: 99 }, (_, i) => `organisation/department-${i}/team-${i * 7919}`);
    const back = await signIn(prometheus, { ...ada, groups: [...groups, "platform-admins"] });
    const inside = await get(prometheus.port, "/graph", { cookie: back.cookies.join("; ") });
    expect(inside.status).toBe(200);
    // Its limit is 4 KiB, of which other headers take a part.
    expect(back.setCookie.join("").length).toBeLessThan(3.5 * 1024);
  });

  it("keeps out who is in none of its groups", async () => {
    const back = await signIn(prometheus, eve);
    expect(back.status).toBe(403);
    expect(back.setCookie.filter((text) => /^__Host-sign-in=./.test(text))).toEqual([]);
  });

  it("lets nobody in by a header or by a cookie of their own", async () => {
    seen = [];
    const forged = { "x-forwarded-email": "ada@example.com", "x-forwarded-user": "1", cookie: "__Host-sign-in=ada" };
    const reply = await get(prometheus.port, "/graph", forged);
    expect([reply.status, reply.location.startsWith(`${provider.issuer}/authorize?`)]).toEqual([302, true]);
    expect(seen).toEqual([]);
  });

  it("shows the landing page to whoever signed in, and to nobody else", async () => {
    expect((await get(page.port, "/")).status).toBe(302);
    const back = await signIn(page, ada);
    const inside = await get(page.port, "/", { cookie: back.cookies.join("; ") });
    expect([inside.status, inside.body]).toEqual([200, "<h1>Platform</h1>"]);
  });

  it("exports the metrics that dashboards show", async () => {
    const { body } = await get(prometheus.metricsPort, "/metrics");
    const names = [...new Set(body.match(/^oauth2_proxy_\w+/gm))].sort();
    expect(names).toEqual(
      expect.arrayContaining(["oauth2_proxy_requests_total", "oauth2_proxy_response_duration_seconds_bucket"]),
    );
  });
});
