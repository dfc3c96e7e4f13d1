import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { down, serverNames, status } from "../../local/controlplane";
import { KubernetesClient } from "../../local/kubernetes";
import { UserError } from "../../local/lib/errors";
import {
  contextName,
  killServers,
  pidOf,
  runningServers,
  startControlPlane,
  upIn,
  type TestControlPlane,
} from "../support/controlplane";
import { expectHealthy } from "../support/controlplane-health";

const all = [...serverNames];

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
    await killServers(plane.directory, name);
    expect(await status(plane.directory)).toContainEqual(
      expect.objectContaining({ name, alive: false, healthy: false, problem: "its process has ended" }),
    );
    expect((await upIn(plane.directory)).started).toEqual([name]);
    await expectHealthy(plane.directory);
    await expectDataKept();
  });

  it("comes back with its data when everything is killed at once", async () => {
    await killServers(plane.directory, ...all);
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
    plane.client.close();
    plane = { ...plane, kubeconfig, openbao, client: KubernetesClient.fromKubeconfig(kubeconfig, contextName) };
    await expectDataKept();
  });

  it("never takes another process for one of its own because of its number", async () => {
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      await killServers(plane.directory, "kwok");
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
    await killServers(plane.directory, "kube-controller-manager");
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const results = await Promise.all([upIn(plane.directory, { log }), upIn(plane.directory, { log })]);
    expect(results.map(({ started }) => started).sort()).toEqual([[], ["kube-controller-manager"]]);
    expect(lines.filter((line) => line.includes("waiting for it"))).toHaveLength(1);
    await expectHealthy(plane.directory);
  });

  it("moves to another port when a stranger took the one of a dead server", async () => {
    const before = (await status(plane.directory)).find(({ name }) => name === "kwok")!;
    await killServers(plane.directory, "kwok");
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
