import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureTools } from "../../../local/toolchain";
import { cachedTool, cacheDirectory } from "../../../local/toolchain/cache";
import { FakeTools } from "../../support/faketools";

let tools: FakeTools;
beforeEach(() => {
  tools = new FakeTools();
});
afterEach(() => tools.remove());

const ensure = (name: Parameters<typeof ensureTools>[0][number], env: NodeJS.ProcessEnv = tools.env) =>
  ensureTools([name], { log: tools.log, env }).then((paths) => paths[name]);

describe("the search for tools", () => {
  it("prefers the folder of KUBEBUILDER_ASSETS", async () => {
    tools.versioned("kube-apiserver", "Kubernetes v1.35.0");
    const assets = join(tools.directory, "assets");
    const path = tools.versioned(join(assets, "kube-apiserver"), "Kubernetes v1.35.9");
    expect(await ensure("kube-apiserver", { ...tools.env, KUBEBUILDER_ASSETS: assets })).toBe(path);
  });

  it("takes what is on PATH when the folder of KUBEBUILDER_ASSETS lacks it", async () => {
    const path = tools.versioned("etcd", "etcd Version: 3.6.1\nGit SHA: abc\nGo Version: go1.24.1");
    expect(await ensure("etcd", { ...tools.env, KUBEBUILDER_ASSETS: tools.directory })).toBe(path);
  });

  it.each([
    ["kube-scheduler", "Kubernetes v1.35.7"],
    ["kwok", "kwok version v0.8.3 go1.26.8 (linux/amd64)"],
    ["helm", "v3.20.0+g1234567"],
    ["bao", "OpenBao v2.7.1 (9e0a0d3c), committed 2026-10-26T20:32:27Z"],
  ] as const)("accepts another patch of the pinned minor of %s", async (name, text) => {
    const path = tools.versioned(name, text);
    expect(await ensure(name)).toBe(path);
  });

  it("passes over another minor of Kubernetes with a note, and builds the pinned one", async () => {
    const path = tools.versioned("kube-apiserver", "Kubernetes v1.34.2");
    tools.go();
    expect(await ensure("kube-apiserver")).toBe(cachedTool("kube-apiserver", tools.env));
    expect(tools.lines[0]).toBe(`kube-apiserver: not using ${path}: it must be version 1.35.x, got 1.34.2`);
  });

  it.each(["console.log('a banner')", "process.exit(1)"])(
    "passes over a tool that does not tell its version (%s)",
    async (script) => {
      const path = tools.program("etcd", script);
      tools.go();
      expect(await ensure("etcd")).toBe(cachedTool("etcd", tools.env));
      expect(tools.lines[0]).toBe(`etcd: not using ${path}: it must tell its version, 3.6.x, and does not`);
    },
  );

  it("passes over a tool that cannot tell its version, and builds the pinned one", async () => {
    const path = tools.program("pebble-challtestsrv", "");
    tools.go();
    expect(await ensure("pebble-challtestsrv")).toBe(cachedTool("pebble-challtestsrv", tools.env));
    expect(tools.lines[0]).toBe(`pebble-challtestsrv: not using ${path}: it cannot tell its version`);
  });

  it("takes what an earlier run built, without Go or Python", async () => {
    const names = ["kube-apiserver", "bao"] as const;
    for (const name of names) {
      mkdirSync(dirname(cachedTool(name, tools.env)), { recursive: true });
      writeFileSync(cachedTool(name, tools.env), "", { mode: 0o755 });
    }
    expect(await ensureTools(names, { log: tools.log, env: tools.env })).toEqual({
      "kube-apiserver": cachedTool("kube-apiserver", tools.env),
      bao: cachedTool("bao", tools.env),
    });
    expect(tools.lines).toEqual([]);
  });
});

describe("the cache folder", () => {
  it.each([
    [{ PLATFORM_CACHE: "/big/disk", XDG_CACHE_HOME: "/x" }, "/big/disk"],
    [{ XDG_CACHE_HOME: "/x" }, "/x/platform"],
  ])("is found with %j", (env, expected) => {
    expect(cacheDirectory(env)).toBe(expected);
  });

  it("is the user's by default", () => {
    expect(cacheDirectory({})).toMatch(/\/\.cache\/platform$/);
  });
});
