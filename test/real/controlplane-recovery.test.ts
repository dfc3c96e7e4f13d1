import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { down, serverNames, status, type ServerName } from "../../local/controlplane";
import { UserError } from "../../local/lib/errors";
import { ask } from "../../local/controlplane/loopback";
import { startOf } from "../../local/toolchain/identity";
import {
  removeStateFolder,
  runningServers,
  startControlPlane,
  stateFolder,
  upIn,
  type TestControlPlane,
} from "../support/controlplane";

const all = [...serverNames];

async function pidOf(directory: string, name: ServerName): Promise<number> {
  return (await status(directory)).find((server) => server.name === name)!.pid!;
}

/** Kills servers as a crash does, and returns when they are gone. */
async function kill(directory: string, ...names: ServerName[]): Promise<void> {
  const pids = await Promise.all(names.map((name) => pidOf(directory, name)));
  for (const pid of pids) process.kill(pid, "SIGKILL");
  while (pids.some((pid) => startOf(pid) !== undefined)) await sleep(10);
}

async function expectHealthy(directory: string): Promise<void> {
  const servers = await status(directory);
  expect(servers.map(({ name, problem }) => [name, problem])).toEqual(all.map((name) => [name, undefined]));
  expect(
    runningServers(directory)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...all].sort());
}

async function listen(port: number): Promise<() => Promise<void>> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port }, resolve));
  return () => new Promise((resolve) => server.close(() => resolve()));
}

describe("a running control plane", () => {
  let plane: TestControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
    const metadata = { name: "kept" };
    await plane.client.request("POST", "/api/v1/namespaces/default/configmaps", {
      body: { apiVersion: "v1", kind: "ConfigMap", metadata, data: { word: "kept" } },
    });
    await vault("POST", "/v1/sys/mounts/kept", { type: "kv" });
    await vault("POST", "/v1/kept/word", { word: "kept" });
  });
  afterAll(() => plane.stop());

  async function vault(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { "x-vault-token": readFileSync(plane.openbao.tokenFile, "utf8") };
    const answer = await fetch(plane.openbao.address + path, { method, headers, body: JSON.stringify(body) });
    return await answer.text();
  }

  async function expectDataKept(): Promise<void> {
    const path = "/api/v1/namespaces/default/configmaps/kept";
    expect(await plane.client.get(path)).toMatchObject({ data: { word: "kept" } });
    expect(await vault("GET", "/v1/kept/word")).toContain('"word":"kept"');
  }

  it.each(all)("comes back with its data when %s is killed", async (name) => {
    await kill(plane.directory, name);
    expect(await status(plane.directory)).toContainEqual(
      expect.objectContaining({ name, alive: false, healthy: false, problem: "its process has ended" }),
    );
    expect((await upIn(plane.directory)).started).toEqual([name]);
    await expectHealthy(plane.directory);
    await expectDataKept();
  });

  it("comes back with its data when everything is killed at once", async () => {
    await kill(plane.directory, ...all);
    expect((await upIn(plane.directory)).started).toEqual(all);
    await expectHealthy(plane.directory);
    await expectDataKept();
  });

  it("restarts a server that runs but does not answer", async () => {
    process.kill(await pidOf(plane.directory, "kube-scheduler"), "SIGSTOP");
    expect((await upIn(plane.directory)).started).toEqual(["kube-scheduler"]);
    await expectHealthy(plane.directory);
  });

  it.each(["removed", "broken"])("replaces its processes when the state file is %s", async (how) => {
    const before = runningServers(plane.directory).map(({ pid }) => pid);
    const file = join(plane.directory, "state.json");
    if (how === "removed") rmSync(file);
    else writeFileSync(file, '{"version": 1, "por');
    const { started, kubeconfig, openbao } = await upIn(plane.directory);
    expect(started).toEqual(all);
    await expectHealthy(plane.directory);
    expect(runningServers(plane.directory).filter(({ pid }) => before.includes(pid))).toEqual([]);
    plane = { ...plane, kubeconfig, openbao, client: await reconnected(plane, kubeconfig) };
    await expectDataKept();
  });

  it("never takes another process for one of its own because of its number", async () => {
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      await kill(plane.directory, "kwok");
      const file = join(plane.directory, "state.json");
      const state = JSON.parse(readFileSync(file, "utf8")) as { processes: { kwok: { pid: number } } };
      state.processes.kwok.pid = bystander.pid!;
      writeFileSync(file, JSON.stringify(state));
      expect((await upIn(plane.directory)).started).toEqual(["kwok"]);
      expect(bystander.signalCode ?? bystander.exitCode).toBeNull();
    } finally {
      bystander.kill();
    }
  });

  it("is repaired once when two repair it at the same time", async () => {
    await kill(plane.directory, "kube-controller-manager");
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const results = await Promise.all([upIn(plane.directory, { log }), upIn(plane.directory, { log })]);
    expect(results.map(({ started }) => started).sort()).toEqual([[], ["kube-controller-manager"]]);
    expect(lines.filter((line) => line.includes("waiting for it"))).toHaveLength(1);
    await expectHealthy(plane.directory);
  });

  it("moves to another port when a stranger took the one of a dead server", async () => {
    const before = (await status(plane.directory)).find(({ name }) => name === "kwok")!;
    await kill(plane.directory, "kwok");
    const close = await listen(before.port!);
    try {
      expect((await upIn(plane.directory)).started).toEqual(["kwok"]);
      const after = (await status(plane.directory)).find(({ name }) => name === "kwok")!;
      expect(after.port).not.toBe(before.port);
    } finally {
      await close();
    }
  });

  it("fails when a port that the user set is taken, and leaves the rest alone", async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen({ host: "127.0.0.1", port: 0 }, resolve));
    const { port } = stranger.address() as { port: number };
    try {
      await expect(upIn(plane.directory, { ports: { "kube-scheduler": port } })).rejects.toThrow(
        new UserError(
          `ports.kube-scheduler must be free on 127.0.0.1, got ${port}, where another process listens; ` +
            "stop that process or choose another port",
        ),
      );
      await expectHealthy(plane.directory);
    } finally {
      stranger.close();
    }
  });

  it("restarts what a changed port concerns, and only that", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen({ host: "127.0.0.1", port: 0 }, resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    expect((await upIn(plane.directory, { ports: { "kube-scheduler": port } })).started).toEqual(["kube-scheduler"]);
    await expectHealthy(plane.directory);
  });

  it("stops and leaves no file when its folder was removed by hand before", async () => {
    rmSync(plane.directory, { recursive: true });
    expect(await down(plane.directory, () => undefined)).toEqual(all);
    expect(runningServers(plane.directory)).toEqual([]);
    expect(readdirSync(join(plane.directory, ".."))).toEqual([]);
  });
});

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
    await kill(directory, ...all);
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
    await kill(directory, "openbao");
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

async function reconnected(plane: TestControlPlane, kubeconfig: string): Promise<TestControlPlane["client"]> {
  const { KubernetesClient } = await import("../../local/kubernetes");
  plane.client.close();
  return KubernetesClient.fromKubeconfig(kubeconfig, "platform-test");
}
