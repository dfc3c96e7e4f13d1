import { isRunning } from "../toolchain/identity";
import { acquireLock } from "../toolchain/lock";
import { removeFolder } from "./folder";
import { Layout, serverNames, type ServerName } from "./layout";
import { findServers, stopServers } from "./processes";
import type { Ports } from "./ports";
import { serverOf } from "./servers";
import { loadState } from "./state";

/**
 * Stops every server of a state folder, also those of a run that crashed, and removes the folder. Does nothing when
 * there is none.
 * @returns the servers that were running
 * @throws UserError when the folder holds something else than a control plane
 */
export async function down(
  directory: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<ServerName[]> {
  const layout = new Layout(directory);
  const lock = await acquireLock(layout.lock(), {
    signal,
    onWait: ({ pid }) => log(`process ${pid} is at work on ${layout.directory}, waiting for it`),
  });
  try {
    const { processes, ports } = loadState(layout);
    const found = findServers(serverNames.map((name) => serverOf(name, { layout, ports: ports as Ports })));
    const recorded = serverNames.flatMap((name) => {
      const server = processes[name];
      return server && isRunning(server) ? { name, ...server } : [];
    });
    await stopServers([...recorded, ...found]);
    const stopped = new Set([...recorded, ...found].map(({ name }) => name));
    if (stopped.size > 0) log(`stopped ${[...stopped].join(", ")}`);
    if (await removeFolder(layout)) log(`removed ${layout.directory}`);
    return serverNames.filter((name) => stopped.has(name));
  } finally {
    await lock.release();
  }
}
