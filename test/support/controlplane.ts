import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  down,
  Layout,
  serverNames,
  up,
  type ServerName,
  type UpOptions,
  type UpResult,
  status,
} from "../../local/controlplane";
import { findServers } from "../../local/controlplane/processes";
import { serverOf } from "../../local/controlplane/servers";
import { KubernetesClient } from "../../local/kubernetes";
import { startOf } from "../../local/toolchain/identity";

export const contextName = "platform-test";

/** A control plane of a test's own, in a temporary folder. */
export interface TestControlPlane extends UpResult {
  directory: string;
  /** Of the administrator. */
  client: KubernetesClient;
  /** Ends its servers and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a control plane; a machine's first start builds the servers, which takes minutes. */
export async function startControlPlane(): Promise<TestControlPlane> {
  const directory = await stateFolder();
  const result = await upIn(directory);
  const client = KubernetesClient.fromKubeconfig(result.kubeconfig, contextName);
  const stop = async () => {
    client.close();
    await removeStateFolder(directory);
  };
  return { ...result, directory, client, stop };
}

/** A state folder that does not exist yet, in a temporary folder. */
export async function stateFolder(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "platform-test-")), "local");
}

/** Ends what runs in a folder of {@link stateFolder} and removes the temporary folder around it. */
export async function removeStateFolder(directory: string): Promise<void> {
  await down(directory, () => undefined);
  await rm(join(directory, ".."), { recursive: true, force: true });
}

export async function upIn(directory: string, options: Partial<UpOptions> = {}): Promise<UpResult> {
  return await up({ directory, contextName, log: () => undefined, ...options });
}

/** The servers that run for a state folder, whatever is written down there. */
export function runningServers(directory: string): { name: ServerName; pid: number }[] {
  const layout = new Layout(directory);
  const ports = Object.fromEntries(serverNames.map((name) => [name, 0])) as Record<ServerName, number>;
  return findServers(serverNames.map((name) => serverOf(name, { layout, ports })));
}

export async function pidOf(directory: string, name: ServerName): Promise<number> {
  return (await status(directory)).find((server) => server.name === name)!.pid!;
}

/** Kills servers as a crash does, and returns when they are gone. */
export async function killServers(directory: string, ...names: ServerName[]): Promise<void> {
  const pids = await Promise.all(names.map((name) => pidOf(directory, name)));
  for (const pid of pids) process.kill(pid, "SIGKILL");
  while (pids.some((pid) => startOf(pid) !== undefined)) await sleep(10);
}
