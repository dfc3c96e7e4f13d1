import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunning, ownIdentity, startOf } from "../../../local/toolchain/identity";
import { acquireLock } from "../../../local/toolchain/lock";

let lock: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "platform-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const left = (owner: string) => {
  mkdirSync(lock);
  writeFileSync(join(lock, owner), "");
};

describe("a lock", () => {
  it("is held by one at a time, however many want it", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      const held = await acquireLock(lock);
      most = Math.max(most, ++inside);
      await sleep(5);
      inside--;
      await held.release();
    };
    await Promise.all(Array.from({ length: 12 }, work));
    expect(most).toBe(1);
  });

  it("leaves nothing when it is released", async () => {
    await (await acquireLock(lock)).release();
    expect(existsSync(lock)).toBe(false);
  });

  it("names the owner once to whoever waits", async () => {
    const held = await acquireLock(lock);
    const owners: number[] = [];
    const waiting = acquireLock(lock, { onWait: ({ pid }) => owners.push(pid) });
    await sleep(400);
    await held.release();
    await (await waiting).release();
    expect(owners).toEqual([process.pid]);
  });

  it("is taken from an owner that was killed", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    left(`${child.pid}@${startOf(child.pid!)}@abcd`);
    child.kill("SIGKILL");
    await once(child, "exit");
    const held = await acquireLock(lock);
    expect(readdirSync(lock)).toHaveLength(1);
    await held.release();
  });

  it("is taken from an owner whose number another process has by now", async () => {
    left(`${process.pid}@${ownIdentity().start}9@abcd`);
    await (await acquireLock(lock)).release();
  });

  it("gives up waiting when it is aborted", async () => {
    const held = await acquireLock(lock);
    await expect(acquireLock(lock, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    expect(readdirSync(lock)).toHaveLength(1);
    await held.release();
  });
});

describe("the identity of a process", () => {
  it("holds as long as the process runs", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const identity = { pid: child.pid!, start: startOf(child.pid!)! };
    expect(identity.start).toMatch(/^[\w-]+$/);
    expect(isRunning(identity)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isRunning(identity)).toBe(false);
  });

  it("takes the remains of a process for none", async () => {
    // The child ends when the shell has become another program, which never asks for its status.
    const child = '(while read -r name < /proc/$$/comm && [ "$name" = sh ]; do :; done)';
    const parent = spawn("/bin/sh", ["-c", `${child} & echo $!; exec /bin/sleep 60`]);
    const [output] = (await once(parent.stdout, "data")) as [Buffer];
    const zombie = Number(output.toString());
    while (startOf(zombie) !== undefined) await sleep(10);
    expect(() => process.kill(zombie, 0)).not.toThrow();
    parent.kill("SIGKILL");
  });
});
