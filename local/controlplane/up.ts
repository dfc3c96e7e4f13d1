import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../lib/errors";
import { ensureTools } from "../toolchain";
import { isDiskFull } from "../toolchain/disk";
import { isRunning } from "../toolchain/identity";
import { acquireLock } from "../toolchain/lock";
import { bringUp } from "./bringup";
import { ServerDied } from "./died";
import { writePrivately } from "./files";
import { claimFolder } from "./folder";
import { serverUrl, writeClientKubeconfig, writeKubeconfig } from "./kubeconfigs";
import { Layout, serverNames, type ServerName } from "./layout";
import { ensureCertificates } from "./pki";
import { choosePorts, type Ports } from "./ports";
import { serverTools, type ServerTool } from "./servers";
import { openbaoAddress, writeOpenbaoConfiguration } from "./servers/openbao";
import { loadState, saveState, type State } from "./state";
import { Supervisor } from "./supervisor";
import { tellVersions } from "./versions";

export interface UpOptions {
  /** State folder, made when it is missing. */
  directory: string;
  /** Name of the context in the kubeconfig. */
  contextName: string;
  log: (line: string) => void;
  /** Stops the work, and what it started. */
  signal?: AbortSignal;
  /** Ports on 127.0.0.1. @default free ones, the same in every run as long as they are free */
  ports?: Partial<Ports>;
}

export interface UpResult {
  /** Path of the administrator's kubeconfig, readable for its owner only. */
  kubeconfig: string;
  /** URL of the API server. */
  server: string;
  /** Servers that this run started. */
  started: ServerName[];
  /** Whether everything ran already. */
  alreadyRunning: boolean;
  openbao: { address: string; tokenFile: string };
}

/**
 * Brings the control plane up: starts what does not run, restarts what runs otherwise than it should or does not
 * answer, and leaves the rest. Returns when the API server is ready, controllers work, all nodes are ready, and OpenBao
 * is unsealed. When it fails or is aborted, what it started is stopped again.
 * @throws UserError when a tool cannot be had, a port that was set is taken, or a server does not come up
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const layout = new Layout(options.directory);
  const { log, signal } = options;
  const tools = await ensureTools(serverTools, { log, signal });
  const lock = await acquireLock(layout.lock(), {
    signal,
    onWait: ({ pid }) => log(`process ${pid} is at work on ${layout.directory}, waiting for it`),
  });
  try {
    return await converge(layout, tools, options);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const remedy = "free some space there and run it again";
    throw new UserError(`the disk of ${layout.directory} must have room for the control plane, got none; ${remedy}`);
  } finally {
    await lock.release();
  }
}

async function converge(layout: Layout, tools: Record<ServerTool, string>, options: UpOptions): Promise<UpResult> {
  claimFolder(layout);
  await ensureCertificates(layout);
  const state = loadState(layout);
  for (;;) {
    const ports = await choosePorts({ wanted: options.ports ?? {}, kept: state.ports, held: portsHeld(state) });
    state.ports = ports;
    saveState(layout, state);
    writeConfiguration(layout, options.contextName, ports);
    const supervisor = new Supervisor({ layout, state, ports, tools, signal: options.signal });
    try {
      await supervisor.stopMisfits();
      await bringUp(layout, supervisor, ports, options);
      const started = serverNames.filter((name) => supervisor.started.has(name));
      if (started.length > 0) {
        state.versions = await tellVersions(layout, ports);
        saveState(layout, state);
      }
      return {
        kubeconfig: layout.kubeconfig(),
        server: serverUrl(ports["kube-apiserver"]),
        started,
        alreadyRunning: started.length === 0,
        openbao: { address: openbaoAddress(ports.openbao), tokenFile: layout.rootToken() },
      };
    } catch (error) {
      await supervisor.stop(supervisor.started);
      const collided = error instanceof ServerDied && error.portTaken && options.ports?.[error.server] === undefined;
      if (!collided) throw error;
      options.log(`another process took the port of ${error.server} meanwhile: trying another`);
    }
  }
}

function writeConfiguration(layout: Layout, contextName: string, ports: Ports): void {
  const port = ports["kube-apiserver"];
  writeKubeconfig(layout, contextName, port);
  for (const name of ["kube-controller-manager", "kube-scheduler", "kwok"] as const) {
    writeClientKubeconfig(layout, name, port);
  }
  writePrivately(layout.stages(), readFileSync(join(__dirname, "kwok-stages.yaml"), "utf8"));
  writeOpenbaoConfiguration(layout, ports.openbao);
}

function portsHeld(state: State): Partial<Ports> {
  const running = Object.entries(state.processes).filter(([, recorded]) => isRunning(recorded));
  return Object.fromEntries(running.map(([name, { port }]) => [name, port]));
}
