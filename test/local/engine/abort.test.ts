import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { run } from "../../../local/engine";
import { folder, pack, program } from "./support/project";

/** A program that never ends, with a child of its own, and a pack: each says which process it is. */
const hanging = `
const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
process.on("SIGTERM", () => undefined);
console.log("program " + process.pid);
console.log("child " + child.pid);
setInterval(() => undefined, 1000);
resource("a:b:C", "x");`;
const stubborn = `{ name: "pid", description: "d", enforcementLevel: "advisory",
  validateResource: ({ name }) => { console.log("pack " + process.pid); return name === "x" ? new Promise(() => undefined) : undefined; } }`;

describe.concurrent("an aborted run", () => {
  it("rejects with the reason and leaves no process", async () => {
    const controller = new AbortController();
    const pids = new Set<number>();
    const running = run({
      directory: program(hanging),
      stack: "dev",
      config: {},
      dryRun: true,
      packs: [pack("stubborn", stubborn)],
      signal: controller.signal,
      onEvent: (event) => {
        const pid = event.kind === "output" && /^\w+ (\d+)$/m.exec(event.text)?.[1];
        if (pid) pids.add(Number(pid));
        if (pids.size === 3) controller.abort(new Error("enough"));
      },
    });
    await expect(running).rejects.toThrow("enough");
    // The child's child was killed with it, and ends in its own time.
    await vi.waitFor(() => expect([...pids].filter(isAlive)).toEqual([]), { timeout: 5_000 });
  });

  it("starts no process when it is aborted before there is one", async () => {
    const controller = new AbortController();
    const events: string[] = [];
    const running = run({
      directory: program(hanging),
      stack: "dev",
      config: {},
      dryRun: true,
      signal: controller.signal,
      onEvent: (event) => events.push(event.kind),
    });
    controller.abort(new Error("at once"));
    await expect(running).rejects.toThrow("at once");
    await delay(200); // by then it would have been started
    expect(events).toEqual([]);
  });

  it("does not even start when it was aborted before", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    const options = { directory: program(""), stack: "dev", config: {}, dryRun: true, signal };
    await expect(run(options)).rejects.toThrow("too late");
  });
});

it("leaves no process when the engine's own process is killed", async () => {
  const runner = folder({
    "run.ts": `
      import { run } from ${JSON.stringify(resolve(__dirname, "../../../local/engine"))};
      void run({ directory: ${JSON.stringify(program(hanging))}, stack: "dev", config: {}, dryRun: true,
        packs: [${JSON.stringify(pack("stubborn", stubborn))}],
        onEvent: (event) => { if (event.kind === "output") process.stdout.write(event.text); } });`,
  });
  const engine = spawn(process.execPath, ["--import", "tsx", join(runner, "run.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pids = new Set<number>();
  for await (const chunk of engine.stdout) {
    for (const [, pid] of String(chunk).matchAll(/^\w+ (\d+)$/gm)) pids.add(Number(pid));
    if (pids.size === 3) break;
  }
  engine.kill("SIGKILL");
  await once(engine, "exit");
  for (let waited = 0; waited < 50 && [...pids].some(isAlive); waited++) await delay(100);
  const alive = [...pids].filter(isAlive);
  for (const pid of alive) process.kill(pid, "SIGKILL");
  expect(alive).toEqual([]);
});

/** A process that has ended but that nobody has asked about yet is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}
