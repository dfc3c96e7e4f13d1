import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Layout, serverNames, serverTools, type ServerTool } from "../../../local/controlplane";
import { ServerDied } from "../../../local/controlplane/died";
import { writePrivately } from "../../../local/controlplane/files";
import type { Ports } from "../../../local/controlplane/ports";
import { loadState } from "../../../local/controlplane/state";
import { Supervisor } from "../../../local/controlplane/supervisor";
import { isRunning } from "../../../local/toolchain/identity";

let layout: Layout;
const ports = Object.fromEntries(serverNames.map((name, index) => [name, 21_000 + index])) as Ports;

beforeEach(() => {
  layout = new Layout(mkdtempSync(join(tmpdir(), "platform-supervisor-")));
  for (const file of [layout.ca(), layout.serverCertificate(), layout.serverKey()]) writePrivately(file, file);
});
afterEach(async () => {
  await supervisor().stop(serverNames);
  rmSync(layout.directory, { recursive: true, force: true });
});

/** A server that runs as long as nobody stops it. */
const lasting = () => program("lasting", "exec sleep 600");

function program(name: string, script: string): string {
  const file = join(layout.directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A supervisor of a new run, with the state that the last one left. */
function supervisor(binary = lasting(), wanted: Partial<Ports> = {}): Supervisor {
  const tools = Object.fromEntries(serverTools.map((tool) => [tool, binary])) as Record<ServerTool, string>;
  return new Supervisor({ layout, state: loadState(layout), ports: { ...ports, ...wanted }, tools });
}

const recorded = () => loadState(layout).processes.etcd!;
const well = () => Promise.resolve(undefined);

describe("the supervisor", () => {
  it("writes down what it starts, and starts it once", async () => {
    const first = supervisor();
    await first.ensureStarted("etcd");
    const before = recorded();
    expect(isRunning(before)).toBe(true);
    expect(before.port).toBe(ports.etcd);
    await first.ensureStarted("etcd");
    expect(recorded()).toEqual(before);
  });

  it("leaves in the next run what runs as it should", async () => {
    await supervisor().ensureStarted("etcd");
    const before = recorded();
    const next = supervisor();
    await next.stopMisfits();
    await next.ensureStarted("etcd");
    await next.untilWell("etcd", well);
    expect(recorded()).toEqual(before);
    expect([...next.started]).toEqual([]);
  });

  it.each([
    ["its port", () => supervisor(lasting(), { etcd: 22_000 })],
    ["its binary", () => supervisor(program("newer", "exec sleep 600"))],
    [
      "a file that it reads",
      () => {
        writePrivately(layout.serverCertificate(), "renewed");
        return supervisor();
      },
    ],
  ])("stops what runs otherwise than it should: %s changed", async (_, changed) => {
    await supervisor().ensureStarted("etcd");
    const before = recorded();
    await changed().stopMisfits();
    expect(isRunning(before)).toBe(false);
    expect(loadState(layout).processes).toEqual({});
  });

  it("starts anew what ran before and ends while it is watched", async () => {
    await supervisor().ensureStarted("etcd");
    const before = recorded();
    const next = supervisor();
    await next.ensureStarted("etcd");
    process.kill(before.pid, "SIGKILL");
    await next.untilWell("etcd", () => Promise.resolve(next.started.has("etcd") ? undefined : "no answer"));
    expect(isRunning(recorded())).toBe(true);
    expect(recorded().pid).not.toBe(before.pid);
  });

  it("fails when a server ends that it started", async () => {
    const own = supervisor(program("brief", "echo it cannot go on; exit 1"));
    await own.ensureStarted("etcd");
    const failure = await own.untilWell("etcd", () => Promise.resolve("no answer")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServerDied);
    expect((failure as Error).message).toContain("etcd must keep running, but it ended, saying:\n  it cannot go on\n");
  });

  it("stops what it is told to, and forgets it", async () => {
    const own = supervisor();
    await own.ensureStarted("etcd");
    const before = recorded();
    await own.stop(["etcd", "kwok"]);
    expect(isRunning(before)).toBe(false);
    expect(loadState(layout).processes).toEqual({});
    expect(existsSync(layout.log("etcd"))).toBe(true);
    expect(readFileSync(layout.log("etcd"), "utf8")).toBe("");
  });
});
