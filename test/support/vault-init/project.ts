import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";

const root = resolve(__dirname, "../../..");

export interface CommandResult {
  status: number | null;
  output: string;
}

/**
 * In place of the Pulumi CLI, which cannot be had here: configures something with the token that it finds, and writes
 * down what it and every process of this machine that it may look at were given.
 */
const pulumi = `#!/usr/bin/env node
const fs = require("fs"), https = require("https");
const token = process.env.VAULT_TOKEN, ca = fs.readFileSync(process.env.VAULT_CACERT);
const ask = (method, path, body) => new Promise((done, failed) => {
  const call = https.request(process.env.TEST_VAULT + "/v1/" + path, { method, ca, headers: { "x-vault-token": token } },
    (response) => { let text = ""; response.on("data", (c) => (text += c)); response.on("end", () => done({ status: response.statusCode, text })); });
  call.on("error", failed); call.end(body && JSON.stringify(body));
});
(async () => {
  const self = await ask("GET", "auth/token/lookup-self");
  const mount = await ask("POST", "sys/mounts/dev", { type: "kv", options: { version: "2" } });
  const seals = await ask("PUT", "sys/seal");
  const processes = fs.readdirSync("/proc").filter((pid) => /^\\d+$/.test(pid)).map((pid) => {
    const read = (name) => { try { return fs.readFileSync("/proc/" + pid + "/" + name, "utf8"); } catch { return ""; } };
    return { pid: Number(pid), cmdline: read("cmdline"), environ: read("environ") };
  });
  fs.writeFileSync(process.env.TEST_RECORD, JSON.stringify({
    args: process.argv.slice(2), token, self: JSON.parse(self.text), mount: mount.status, seals: seals.status, processes, parents: [process.pid, process.ppid],
  }));
  if (process.env.TEST_HANG) {
    process.on("SIGINT", () => process.exit(130));
    setTimeout(() => process.exit(3), 20000);
  } else process.exit(Number(process.env.TEST_EXIT ?? 0));
})();
`;

export interface PulumiRecord {
  args: string[];
  token: string;
  self: { data: { policies: string[]; ttl: number } };
  mount: number;
  seals: number;
  processes: { pid: number; cmdline: string; environ: string }[];
  parents: number[];
}

/** A project with a stack dev of its own, and the commands of this one on it. */
export class VaultProject {
  readonly record: string;
  private readonly api: Server;

  private constructor(readonly directory: string) {
    this.record = join(directory, "record.json");
    this.api = createServer((_, response) => response.end(JSON.stringify({ gitVersion: "v1.35.4" })));
  }

  static async make(directory: string): Promise<VaultProject> {
    const project = new VaultProject(directory);
    mkdirSync(join(directory, "bin"), { recursive: true });
    writeFileSync(join(directory, "bin", "pulumi"), pulumi);
    chmodSync(join(directory, "bin", "pulumi"), 0o755);
    cpSync(join(root, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
    await new Promise<void>((done) => project.api.listen(0, "127.0.0.1", done));
    const server = `http://127.0.0.1:${(project.api.address() as AddressInfo).port}`;
    const kubeconfig = {
      clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "platform-dev", context: { cluster: "c", user: "u" } }],
    };
    writeFileSync(join(directory, "kubeconfig"), JSON.stringify(kubeconfig));
    return project;
  }

  /** The stack file of dev with these settings of Vault. */
  configure(vault: object): void {
    const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as {
      config: Record<string, object>;
    };
    const settings = { distribution: "openbao", ...config["platform:vault"], ...vault };
    // A deployment that manages GitLab would ask for its token.
    const noGitlab = { "platform:gitlab": { kind: "none" }, "platform:imageTrust": { kind: "none" } };
    const teams = (config["platform:teams"] as object[]).map((team) => ({ ...team, projects: [] }));
    writeFileSync(
      join(this.directory, "Pulumi.dev.yaml"),
      stringify({ config: { ...config, ...noGitlab, "platform:teams": teams, "platform:vault": settings } }),
    );
  }

  /** A command, and a way to watch what it says. */
  start(args: string[], env: Record<string, string>) {
    const child = spawn(process.execPath, ["--import", "tsx", join(root, "local", "cli", "vault.ts"), ...args], {
      cwd: root,
      env: {
        PATH: `${join(this.directory, "bin")}:${process.env["PATH"]}`,
        HOME: this.directory,
        KUBECONFIG: join(this.directory, "kubeconfig"),
        TEST_RECORD: this.record,
        ...env,
      },
    });
    let output = "";
    const says = (text: string) =>
      new Promise<void>((done) => {
        const look = () => {
          if (!output.includes(text)) return;
          done();
        };
        look();
        for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
        child.on("exit", () => done());
      });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise<CommandResult>((done) =>
      child.on("exit", (status) => setTimeout(() => done({ status, output }), 50)),
    );
    return { child, says, ended };
  }

  readRecord(): PulumiRecord {
    return JSON.parse(readFileSync(this.record, "utf8")) as PulumiRecord;
  }

  end(): void {
    this.api.close();
  }
}
