import { isRunning } from "../toolchain/identity";
import { problemOf } from "./health";
import { Layout, serverNames, type ServerName } from "./layout";
import { loadState } from "./state";

export interface ServerStatus {
  name: ServerName;
  /** Absent when it was never started. */
  pid?: number;
  port?: number;
  /** Whether the process that was started still runs. */
  alive: boolean;
  healthy: boolean;
  /** Why it is not healthy. */
  problem?: string;
  /** As the server tells it, where it does. */
  version?: string;
}

/** Every server of a state folder and how it does. Changes nothing, and waits for nobody. */
export async function status(directory: string): Promise<ServerStatus[]> {
  const layout = new Layout(directory);
  const { processes, versions } = loadState(layout);
  return await Promise.all(
    serverNames.map(async (name): Promise<ServerStatus> => {
      const recorded = processes[name];
      if (!recorded) return { name, alive: false, healthy: false, problem: "not started" };
      const { pid, port } = recorded;
      const known = { name, pid, port, version: versions[name] };
      if (!isRunning(recorded)) return { ...known, alive: false, healthy: false, problem: "its process has ended" };
      const problem = await problemOf(layout, name, port);
      return { ...known, alive: true, healthy: problem === undefined, problem };
    }),
  );
}
