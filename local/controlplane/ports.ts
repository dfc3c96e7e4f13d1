import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { UserError } from "../lib/errors";
import { serverNames, type ServerName } from "./layout";

export type Ports = Record<ServerName, number>;

/** Below the range from which systems take ports of outgoing connections, so that a kept port stays free. */
const range = { from: 20_000, to: 32_000 };

export interface PortWishes {
  /** Ports that the user set. */
  wanted: Partial<Ports>;
  /** Ports of the last run. */
  kept: Partial<Ports>;
  /** Ports that our own running servers hold. */
  held: Partial<Ports>;
}

/**
 * A port of 127.0.0.1 for every server: what the user set, else the one of the last run, else a free one.
 * @throws UserError when a port that the user set is taken
 */
export async function choosePorts({ wanted, kept, held }: PortWishes): Promise<Ports> {
  requireDistinct(wanted);
  const chosen = new Map<ServerName, number>();
  const taken = () => new Set([...chosen.values(), ...Object.values(wanted)]);
  for (const name of serverNames) {
    const port = wanted[name];
    if (port === undefined) continue;
    const problem = held[name] === port ? undefined : await problemWith(port);
    if (problem !== undefined) {
      const why = problem === "EADDRINUSE" ? "where another process listens" : `which cannot be opened (${problem})`;
      throw new UserError(
        `ports.${name} must be free on 127.0.0.1, got ${port}, ${why}; stop that process or choose another port`,
      );
    }
    chosen.set(name, port);
  }
  for (const name of serverNames) {
    if (chosen.has(name)) continue;
    const port = kept[name];
    const usable = port !== undefined && !taken().has(port) && (held[name] === port || (await isFree(port)));
    chosen.set(name, usable ? port : await freePort(taken()));
  }
  return Object.fromEntries(chosen) as Ports;
}

/**
 * A port of 127.0.0.1 where nothing listens.
 * @throws UserError when 200 attempts find none
 */
export async function freePort(taken = new Set<number>()): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(range.from, range.to);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new UserError(
    `127.0.0.1 must have free ports between ${range.from} and ${range.to}, got none in 200 attempts; stop some servers`,
  );
}

function requireDistinct(wanted: Partial<Ports>): void {
  for (const [name, port] of Object.entries(wanted)) {
    const [other] = Object.entries(wanted).find(([its, taken]) => its !== name && taken === port) ?? [];
    if (other !== undefined) {
      throw new UserError(`ports.${name} must differ from ports.${other}, got ${port} for both; change one`);
    }
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new UserError(`ports.${name} must be a number from 1 to 65535, got ${port}; choose another port`);
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await problemWith(port)) === undefined;
}

/** The code of the error that a server would meet there now. */
async function problemWith(port: number): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "unknown error"));
    server.listen({ host: "127.0.0.1", port }, () => server.close(() => resolve(undefined)));
  });
}
