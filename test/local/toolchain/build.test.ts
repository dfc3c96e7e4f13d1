import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../local/lib/errors";
import { ensureTools, type ToolName } from "../../../local/toolchain";
import { cachedTool, toolDirectory } from "../../../local/toolchain/cache";
import { goVersion, pins } from "../../../local/toolchain/pins";
import { FakeTools } from "../../support/faketools";

let tools: FakeTools;
beforeEach(() => {
  tools = new FakeTools();
});
afterEach(() => tools.remove());

const ensure = (names: ToolName[], options: { env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}) =>
  ensureTools(names, { log: tools.log, env: tools.env, ...options });
const folder = (name: ToolName) => toolDirectory(name, tools.env);
const builds = () => tools.calls("go").filter(({ args }) => args[0] === "build");
const otherwise = "put the binaries on PATH or set KUBEBUILDER_ASSETS to their folder (Kubernetes 1.35)";

describe("building with Go", () => {
  it("links the version into the binary, from verified modules and without the machine in it", async () => {
    tools.go();
    await ensure(["kube-apiserver"], { env: { ...tools.env, GOOS: "plan9", GOARCH: "mips", GOPROXY: "mine" } });
    const version = "k8s.io/component-base/version";
    const [{ args, env } = { args: [], env: {} }] = builds();
    expect(args).toEqual([
      ...["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags"],
      `-s -w -X ${version}.gitVersion=v1.35.4 -X ${version}.gitMajor=1 -X ${version}.gitMinor=35`,
      "-o",
      expect.stringMatching(/\/build@[^/]+\/kube-apiserver$/),
      "k8s.io/kubernetes/cmd/kube-apiserver",
    ]);
    expect(env).toMatchObject({ CGO_ENABLED: "0", GOWORK: "off", GOPROXY: "mine" });
    expect(env).not.toHaveProperty("GOOS");
    expect(env).not.toHaveProperty("GOARCH");
  });

  it("leaves out what a pin's tags leave out", async () => {
    tools.go();
    await ensure(["promtool"]);
    const [{ args } = { args: [] }] = builds();
    expect(args.slice(0, 8)).toEqual([
      ...["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-tags", "remove_all_sd", "-ldflags"],
      "-s -w -X github.com/prometheus/common/version.Version=3.14.0",
    ]);
  });

  it("builds a command of our own from its folder, whose source is part of the binary's place", async () => {
    tools.go();
    await ensure(["cert-manager-controller"]);
    expect(builds().map(({ args }) => args.at(-1))).toEqual(["platform/local/toolchain/cert-manager"]);
    const sources = join(__dirname, "../../../local/toolchain/cert-manager");
    const hash = createHash("sha256").update(JSON.stringify(pins["cert-manager-controller"])).update(goVersion);
    for (const file of ["go.mod", "go.sum", "main.go"]) hash.update(readFileSync(join(sources, file)));
    expect(folder("cert-manager-controller").split("-").at(-1)).toBe(hash.digest("hex").slice(0, 12));
  });

  it("says what it does, and leaves only the binary and the log", async () => {
    tools.go({ build: `console.log("go: downloading"); fs.writeFileSync(args[args.indexOf("-o") + 1], "");` });
    await ensure(["etcd"]);
    expect(tools.lines).toEqual([
      "building etcd v3.6.16 …",
      expect.stringMatching(/^building etcd v3\.6\.16: done in \d+:\d\d$/),
    ]);
    expect(readdirSync(folder("etcd")).sort()).toEqual(["bin", "build.log"]);
    expect(readFileSync(join(folder("etcd"), "build.log"), "utf8")).toBe("go: downloading\n");
  });

  it("builds once when two ask at the same time", async () => {
    tools.go({ build: `setTimeout(() => fs.writeFileSync(args[args.indexOf("-o") + 1], "", { mode: 0o755 }), 300);` });
    await Promise.all([ensure(["etcd"]), ensure(["etcd"])]);
    expect(builds()).toHaveLength(1);
    expect(tools.lines).toContain(`etcd: process ${process.pid} makes it already, waiting`);
  });

  it("goes on after a build that was killed, and removes its remains", async () => {
    tools.go();
    const dead = "4194304@0-0@abcd";
    mkdirSync(join(folder("etcd"), "lock"), { recursive: true });
    writeFileSync(join(folder("etcd"), "lock", dead), "");
    mkdirSync(join(folder("etcd"), `build@${dead}`));
    await ensure(["etcd"]);
    expect(readdirSync(folder("etcd")).sort()).toEqual(["bin", "build.log"]);
  });

  it("stops at once when it is aborted, and leaves nothing half made", async () => {
    tools.go({ build: `fs.writeFileSync(args[args.indexOf("-o") + 1] + ".part", ""); setInterval(() => {}, 1000);` });
    const abort = new AbortController();
    const result = ensure(["etcd"], { signal: abort.signal }).catch((error: unknown) => error);
    while (builds().length === 0) await sleep(10);
    abort.abort(new Error("enough"));
    expect(await result).toEqual(new Error("enough"));
    expect(readdirSync(folder("etcd"))).toEqual(["build.log"]);
  });

  it("fails when there is no Go", async () => {
    await expect(ensure(["etcd", "kwok"])).rejects.toThrow(
      new UserError(`go must be on PATH to build etcd, kwok, got none; install Go 1.26 or newer, or ${otherwise}`),
    );
  });

  it("fails when Go is too old", async () => {
    tools.go({ version: "1.25.3" });
    await expect(ensure(["etcd"])).rejects.toThrow(
      new UserError(`go must be 1.26.0 or newer to build etcd, got 1.25.3; install Go 1.26 or newer, or ${otherwise}`),
    );
    expect(builds()).toEqual([]);
  });

  it("fails when a build fails, with the last lines of its output, and keeps what was built before", async () => {
    const script = `
      if (args.at(-1).includes("kwok")) {
        for (let line = 1; line <= 40; line++) console.error("line " + line);
        process.exit(1);
      }
      fs.writeFileSync(args[args.indexOf("-o") + 1], "", { mode: 0o755 });`;
    tools.go({ build: script });
    const log = join(folder("kwok"), "build.log");
    const last = Array.from({ length: 15 }, (_, index) => `  line ${26 + index}`).join("\n");
    await expect(ensure(["etcd", "kwok"])).rejects.toThrow(
      new UserError(
        `building kwok v0.8.0 must succeed, got exit status 1:\n${last}\n` +
          `its whole output is in ${log}; run it again to go on from there, or ${otherwise}`,
      ),
    );
    expect(readFileSync(log, "utf8")).toMatch(/^line 1\n/);
    expect(readdirSync(folder("kwok"))).toEqual(["build.log"]);
    expect(existsSync(cachedTool("etcd", tools.env))).toBe(true);
  });

  it("names memory as the likely cause when a compiler was killed", async () => {
    tools.go({ build: `console.error("k8s.io/api: compile: signal: killed"); process.exit(1);` });
    await expect(ensure(["etcd"])).rejects.toThrow(/the machine may be short of memory; GOFLAGS=-p=1 needs less; /);
  });

  it("fails when the disk is full", async () => {
    tools.go({ build: `console.error("link: write: no space left on device"); process.exit(1);` });
    await expect(ensure(["etcd"])).rejects.toThrow(
      new UserError(
        `the disk of ${folder("etcd")} must have room for building etcd, got "no space left on device"; free some ` +
          "space there and run it again (builds need about 8 GB in all; PLATFORM_CACHE, GOCACHE and GOMODCACHE move " +
          "them to another disk)",
      ),
    );
  });

  it("fails when the cache cannot be written", async () => {
    tools.go();
    writeFileSync(tools.cache, "a file");
    await expect(ensure(["etcd"])).rejects.toThrow(
      new UserError(
        `the cache folder ${folder("etcd")} must be writable, got ENOTDIR; set PLATFORM_CACHE to a folder of yours`,
      ),
    );
  });
});
