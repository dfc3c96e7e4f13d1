import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

const installed = "/usr/lib/postgresql";

/** A PostgreSQL of a test's own, on loopback, with one administrator `vault`. It needs Debian's package postgresql. */
export class TestPostgresql {
  private constructor(
    private readonly directory: string,
    readonly port: number,
    readonly password: string,
  ) {}

  static async start(password: string): Promise<TestPostgresql> {
    const directory = mkdtempSync("/tmp/platform-postgresql-");
    const port = await freePort();
    const server = new TestPostgresql(directory, port, password);
    const file = join(directory, "password");
    writeFileSync(file, password, { mode: 0o600 });
    for (const path of [directory, file]) if (account) chownSync(path, account.uid, account.gid);
    const data = join(directory, "data");
    const sign = ["--username=vault", `--pwfile=${file}`, "--auth=scram-sha-256"];
    server.command("initdb", ["--no-sync", "-D", data, ...sign]);
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    server.command("pg_ctl", ["-D", data, "-w", "-l", join(directory, "log"), "-o", options, "start"]);
    return server;
  }

  /** What a query answers, or why the server refuses it. */
  query(user: string, password: string, text: string): { answer: string } | { refused: string } {
    const address = `host=127.0.0.1 port=${this.port} user=${user} dbname=postgres connect_timeout=5`;
    const { status, stdout, stderr } = spawnSync(binary("psql"), ["-X", "-A", "-t", address, "-c", text], {
      env: { PGPASSWORD: password, PATH: process.env["PATH"] },
      encoding: "utf8",
    });
    return status === 0 ? { answer: stdout.trim() } : { refused: stderr.trim() };
  }

  stop(): void {
    this.command("pg_ctl", ["-D", join(this.directory, "data"), "-m", "immediate", "stop"]);
    rmSync(this.directory, { recursive: true });
  }

  private command(name: string, args: string[]): void {
    execFileSync(binary(name), args, { ...account, cwd: this.directory, stdio: "ignore" });
  }
}

/** PostgreSQL refuses to run as root: it runs as the package's own user then. */
const account = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : undefined;

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
}

function binary(name: string): string {
  const version = existsSync(installed) ? readdirSync(installed).sort().at(-1) : undefined;
  if (version === undefined)
    throw new Error(`PostgreSQL must be in ${installed}, got none; apt-get install postgresql`);
  return join(installed, version, "bin", name);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
