import { acquireLock } from "../toolchain/lock";
import { removeFolder } from "./folder";
import { Layout, serverNames, type ServerName } from "./layout";
import { findServers, stopAll } from "./processes";
import type { Ports } from "./ports";
import { serverOf } from "./servers";
import { loadState } from "./state";

/** The API server after its clients, and etcd after it, so that none waits for an answer at its end. */
const order: ServerName[][] = [
  ["kube-controller-manager", "kube-scheduler", "kwok", "openbao"],
  ["kube-apiserver"],
  ["etcd"],
];

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
    const stopped = new Set<ServerName>();
    for (const names of order) {
      const recorded = names.flatMap((name) => processes[name] ?? []);
      const servers = found.filter(({ name }) => names.includes(name));
      for (const { name } of servers) stopped.add(name);
      await stopAll([...recorded, ...servers]);
    }
    if (stopped.size > 0) log(`stopped ${[...stopped].join(", ")}`);
    if (await removeFolder(layout)) log(`removed ${layout.directory}`);
    return serverNames.filter((name) => stopped.has(name));
  } finally {
    await lock.release();
  }
}
