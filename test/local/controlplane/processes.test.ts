import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Layout } from "../../../local/controlplane";
import { ServerDied } from "../../../local/controlplane/died";
import { findServers, launch, stopServers } from "../../../local/controlplane/processes";
import type { Server } from "../../../local/controlplane/servers";
import { writePrivately } from "../../../local/controlplane/files";
import { UserError } from "../../../local/lib/errors";
import { isRunning, startOf } from "../../../local/toolchain/identity";

let layout: Layout;
const children: ChildProcess[] = [];
beforeEach(() => {
  layout = new Layout(mkdtempSync(join(tmpdir(), "platform-processes-")));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(layout.directory, { recursive: true, force: true });
});

const forever = "setInterval(() => {}, 1000); console.log('up')";

async function node(script: string, args: string[] = [], argv0?: string) {
  const child = spawn(process.execPath, ["-e", script, "--", ...args], { argv0, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await once(child.stdout, "data");
  return { pid: child.pid!, start: startOf(child.pid!)! };
}

function program(script: string): string {
  const file = join(layout.directory, "program");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const server = (): Server => ({
  name: "etcd",
  tool: "etcd",
  arguments: [`--data-dir=${layout.etcdData()}`],
  files: [],
});

describe("launching a server", () => {
  it("keeps its output in its log and settings of this process from it", async () => {
    process.env["ETCD_NAME"] = "other";
    try {
      const identity = await launch(server(), program('echo "$1"; env'), layout);
      while (isRunning(identity)) await sleep(10);
    } finally {
      delete process.env["ETCD_NAME"];
    }
    const log = readFileSync(layout.log("etcd"), "utf8");
    expect(log).toContain(`--data-dir=${layout.etcdData()}\n`);
    expect(log).toContain(`HOME=${layout.home()}\n`);
    expect(log).not.toContain("ETCD_NAME");
  });

  it("keeps the log of the run before", async () => {
    const words = program("echo hello");
    for (let run = 0; run < 2; run++) {
      const identity = await launch(server(), words, layout);
      while (isRunning(identity)) await sleep(10);
    }
    expect(readFileSync(layout.previousLog("etcd"), "utf8")).toBe("hello\n");
    expect(readFileSync(layout.log("etcd"), "utf8")).toBe("hello\n");
  });

  it("fails when its binary cannot be executed", async () => {
    await expect(launch(server(), "/nowhere/etcd", layout)).rejects.toThrow(
      new UserError("etcd must start, got: spawn /nowhere/etcd ENOENT; check /nowhere/etcd"),
    );
  });
});

describe("stopping servers", () => {
  it("lets them end by themselves", async () => {
    const file = join(layout.directory, "ended");
    const identity = await node(
      `process.on("SIGTERM", () => { require("fs").writeFileSync(${JSON.stringify(file)}, ""); process.exit(0); }); ${forever}`,
    );
    await stopServers([{ name: "etcd", ...identity }]);
    expect(isRunning(identity)).toBe(false);
    expect(existsSync(file)).toBe(true);
  });

  it("ends those that ignore it", async () => {
    const identity = await node(`process.on("SIGTERM", () => {}); ${forever}`);
    await stopServers([{ name: "etcd", ...identity }]);
    expect(isRunning(identity)).toBe(false);
  });

  it("spares a process that has the number of one that ended", async () => {
    const { pid, start } = await node(forever);
    await stopServers([{ name: "etcd", pid, start: `${start}9` }]);
    expect(isRunning({ pid, start })).toBe(true);
  });

  it("has the API server end before etcd, and after its clients", async () => {
    const file = join(layout.directory, "ended");
    const append = (name: string) =>
      `process.on("SIGTERM", () => { require("fs").appendFileSync(${JSON.stringify(file)}, "${name} "); process.exit(0); }); ${forever}`;
    const names = ["etcd", "kube-apiserver", "kwok"] as const;
    await stopServers(await Promise.all(names.map(async (name) => ({ name, ...(await node(append(name))) }))));
    expect(readFileSync(file, "utf8")).toBe("kwok kube-apiserver etcd ");
  });
});

describe("finding servers", () => {
  it("recognises them by program and state folder", async () => {
    const [marker = ""] = server().arguments;
    const identity = await node(forever, [marker], "etcd");
    expect(findServers([server()])).toEqual([{ name: "etcd", ...identity }]);
  });

  it("takes no other program for one, and no server of another folder", async () => {
    const [marker = ""] = server().arguments;
    await node(forever, [marker], "tail");
    await node(forever, [`${marker}-other`], "etcd");
    expect(findServers([server()])).toEqual([]);
  });
});

describe("a server that ended", () => {
  const remedy = "run it again, and if that does not help, begin afresh: npm run local -- down";

  it("is reported with its last words", () => {
    writePrivately(layout.log("kwok"), Array.from({ length: 20 }, (_, line) => `line ${line}`).join("\n"));
    const last = Array.from({ length: 8 }, (_, line) => `  line ${12 + line}`).join("\n");
    const error = new ServerDied(layout, "kwok");
    expect(error.message).toBe(
      `kwok must keep running, but it ended, saying:\n${last}\nits log is ${layout.log("kwok")}; ${remedy}`,
    );
    expect(error.portTaken).toBe(false);
  });

  it("is reported without words when it had none", () => {
    expect(new ServerDied(layout, "kwok").message).toBe(
      `kwok must keep running, but it ended without a word; its log is ${layout.log("kwok")}; ${remedy}`,
    );
  });

  it("is known to have met a taken port", () => {
    writePrivately(layout.log("kwok"), "listen tcp 127.0.0.1:20000: bind: address already in use");
    expect(new ServerDied(layout, "kwok").portTaken).toBe(true);
  });

  it("asks for space when the disk was full", () => {
    writePrivately(layout.log("etcd"), "panic: write wal: no space left on device");
    expect(new ServerDied(layout, "etcd").message).toMatch(/; free some space on that disk and run it again$/);
  });
});
