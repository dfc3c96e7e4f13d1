import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { down, serverNames, type ServerName } from "../../local/controlplane";
import { ask } from "../../local/controlplane/loopback";
import { UserError } from "../../local/lib/errors";
import { killServers, removeStateFolder, runningServers, stateFolder, upIn } from "../support/controlplane";
import { expectHealthy } from "../support/controlplane-health";

describe("a start that does not succeed", () => {
  let directory: string;
  const processes: ChildProcess[] = [];
  beforeAll(async () => {
    directory = await stateFolder();
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.kill("SIGKILL");
    await down(directory, () => undefined);
    expect(runningServers(directory)).toEqual([]);
  });
  afterAll(() => removeStateFolder(directory));

  it("fails when a server ends, with its last words, and stops the others", async () => {
    await upIn(directory);
    await killServers(directory, ...serverNames);
    const wal = join(directory, "etcd", "member", "wal");
    for (const file of readdirSync(wal)) writeFileSync(join(wal, file), "no log");
    const failure = await upIn(directory).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toMatch(
      /^etcd must keep running, but it ended, saying:\n(.+\n)+its log is .+\/logs\/etcd.log; run it again, and if that does not help, begin afresh: npm run local -- down$/,
    );
    expect(runningServers(directory)).toEqual([]);
  });

  it("fails when it is aborted, and stops what it started", async () => {
    const abort = new AbortController();
    const log = (line: string) => {
      if (line.startsWith("starting")) setTimeout(() => abort.abort(), 1000);
    };
    await expect(upIn(directory, { log, signal: abort.signal })).rejects.toThrow(/abort/);
    expect(runningServers(directory)).toEqual([]);
  });

  it("is made good by the next one when it is killed at any moment", async () => {
    const recorded = (name: ServerName) => () =>
      readIfThere(join(directory, "state.json")).includes(`"${name}": {`) &&
      runningServers(directory).some((server) => server.name === name);
    const moments = [
      () => existsSync(join(directory, "pki.new")),
      () => existsSync(join(directory, "pki")),
      recorded("etcd"),
      () => existsSync(join(directory, "openbao", "root-token")),
      recorded("kwok"),
    ];
    for (const reached of moments) {
      const child = spawn(process.execPath, [
        ...["--import", "tsx"],
        ...[join(__dirname, "../support/controlplane-process.ts"), directory],
      ]);
      processes.push(child);
      while (!reached() && child.exitCode === null) await sleep(2);
      child.kill("SIGKILL");
    }
    await upIn(directory);
    await expectHealthy(directory);
  });

  it("is made good when it was killed between the initialisation of OpenBao and the writing of its key", async () => {
    const { openbao } = await upIn(directory);
    rmSync(openbao.tokenFile);
    await killServers(directory, "openbao");
    expect((await upIn(directory)).started).toEqual(["openbao"]);
    expect((await ask({ url: `${openbao.address}/v1/sys/health` })).status).toBe(200);
    expect(existsSync(openbao.tokenFile)).toBe(true);
  });

  it("fails when the folder holds something else, and leaves it alone", async () => {
    const other = join(directory, "..", "documents");
    mkdirSync(other);
    writeFileSync(join(other, "thesis.txt"), "years of work");
    const message =
      `the state folder must be empty or made by npm run local, got ${other} with 1 other files; ` +
      "choose another folder";
    await expect(upIn(other)).rejects.toThrow(new UserError(message));
    await expect(down(other, () => undefined)).rejects.toThrow(new UserError(message));
    expect(readdirSync(other)).toEqual(["thesis.txt"]);
  });

  it("stops nothing when there is nothing", async () => {
    expect(await down(directory, () => undefined)).toEqual([]);
  });
});

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
