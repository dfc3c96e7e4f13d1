import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/errors";
import { isRunning, type ProcessIdentity } from "../toolchain/identity";
import { ServerDied } from "./died";
import { problemOf } from "./health";
import { serverNames, type Layout, type ServerName } from "./layout";
import type { Ports } from "./ports";
import { findServers, launch, stopServers, type ServerProcess } from "./processes";
import { serverOf, type Server, type ServerTool } from "./servers";
import { saveState, type State } from "./state";

export interface SupervisorOptions {
  layout: Layout;
  state: State;
  ports: Ports;
  tools: Record<ServerTool, string>;
  signal?: AbortSignal;
}

/** How long a server may take until it is ready, even on a busy machine. */
const patienceMs = 90_000;

/** How long one that ran already may be unwell, for example because another was restarted beside it. */
const recoveryMs = 15_000;

/** Starts, watches and stops the servers of one state folder, and writes down which processes they are. */
export class Supervisor {
  /** What this run started. */
  readonly started = new Set<ServerName>();
  private readonly servers: Record<ServerName, Server>;

  constructor(private readonly options: SupervisorOptions) {
    const { layout, ports } = options;
    const entries = serverNames.map((name) => [name, serverOf(name, { layout, ports })]);
    this.servers = Object.fromEntries(entries) as Record<ServerName, Server>;
  }

  /** Ends every process of this folder but those that run as they should, and forgets what has ended. */
  async stopMisfits(): Promise<void> {
    const { state } = this.options;
    const kept = serverNames.filter((name) => this.runsAsItShould(name)).map((name) => state.processes[name]?.pid);
    const misfits = findServers(Object.values(this.servers)).filter(({ pid }) => !kept.includes(pid));
    const outdated = this.recorded(serverNames).filter(({ pid }) => !kept.includes(pid));
    await stopServers([...misfits, ...outdated]);
    for (const name of serverNames) if (!this.runsAsItShould(name)) delete state.processes[name];
    this.save();
  }

  /** Starts a server that does not run. */
  async ensureStarted(name: ServerName): Promise<void> {
    this.options.signal?.throwIfAborted();
    if (this.process(name)) return;
    const { layout, state, ports, tools } = this.options;
    const server = this.servers[name];
    if (name === "openbao") mkdirSync(layout.openbaoData(), { recursive: true, mode: 0o700 });
    const binary = tools[server.tool];
    const identity = await launch(server, binary, layout);
    this.started.add(name);
    state.processes[name] = { ...identity, port: ports[name], binary, fingerprint: this.fingerprint(name) };
    this.save();
  }

  /**
   * Waits until a check finds no problem with a server. One that ran before this run is started anew when it ends
   * meanwhile, and restarted when it stays unwell.
   * @throws UserError when a server that this run started ends, or is not well in time
   */
  async untilWell(name: ServerName, check = () => this.problem(name)): Promise<void> {
    let since = Date.now();
    for (let problem = await check(); problem !== undefined; problem = await check()) {
      const ours = this.started.has(name);
      const alive = this.process(name) !== undefined;
      const waitedMs = Date.now() - since;
      if (!alive && ours) throw new ServerDied(this.options.layout, name);
      if (!alive || (!ours && waitedMs > recoveryMs)) {
        await this.restart(name);
        since = Date.now();
      } else if (waitedMs > patienceMs) {
        const remedy = `see its log ${this.options.layout.log(name)}, and run it again`;
        throw new UserError(`${name} must be ready within ${patienceMs / 1000} s, got: ${problem}; ${remedy}`);
      }
      await sleep(50, undefined, { signal: this.options.signal });
    }
  }

  async stop(names: Iterable<ServerName>): Promise<void> {
    const stopping = [...names];
    await stopServers(this.recorded(stopping));
    for (const name of stopping) delete this.options.state.processes[name];
    this.save();
  }

  private async restart(name: ServerName): Promise<void> {
    await this.stop([name]);
    await this.ensureStarted(name);
  }

  private problem(name: ServerName): Promise<string | undefined> {
    return problemOf(this.options.layout, name, this.options.ports[name]);
  }

  private recorded(names: readonly ServerName[]): ServerProcess[] {
    return names.flatMap((name) => {
      const recorded = this.options.state.processes[name];
      return recorded ? { name, ...recorded } : [];
    });
  }

  private process(name: ServerName): ProcessIdentity | undefined {
    const recorded = this.options.state.processes[name];
    return recorded && isRunning(recorded) ? recorded : undefined;
  }

  private runsAsItShould(name: ServerName): boolean {
    const recorded = this.options.state.processes[name];
    return recorded !== undefined && isRunning(recorded) && recorded.fingerprint === this.fingerprint(name);
  }

  /** Hash of what a server was started with: when it changes, the server must be restarted. */
  private fingerprint(name: ServerName): string {
    const { tool, arguments: args, files } = this.servers[name];
    const hash = createHash("sha256").update(JSON.stringify([this.options.tools[tool], args]));
    for (const file of files) hash.update(readFileSync(file)).update("\0");
    return hash.digest("hex");
  }

  private save(): void {
    saveState(this.options.layout, this.options.state);
  }
}
