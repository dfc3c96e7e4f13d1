import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../local/lib/project";
import { cacheDirectory } from "../../local/toolchain";
import { fillCache } from "../../local/toolchain/cache";
import { packages } from "./python";

export const ansibleFolder = join(root, "ansible");

export interface AnsibleOutcome {
  status: number;
  /** What it printed, of both kinds, without colours. */
  output: string;
}

/** Runs one of Ansible's programs in its folder of this project, with the pinned packages. */
export async function ansible(
  program: "ansible-playbook" | "ansible-inventory" | "ansible-lint",
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<AnsibleOutcome> {
  const folder = await packages(join(ansibleFolder, "requirements.txt"));
  const complete = {
    ...process.env,
    PYTHONPATH: folder,
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    ANSIBLE_NOCOLOR: "1",
    NO_COLOR: "1",
    // Inventories of tests are YAML as well.
    ANSIBLE_INVENTORY_ENABLED: "platform,yaml",
    ...env,
  };
  return await new Promise((resolve, reject) => {
    const options = { cwd: ansibleFolder, env: complete, maxBuffer: 2 ** 26 };
    execFile(join(folder, "bin", program), args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(new Error(error.message));
      resolve({ status: Number(error?.code ?? 0), output: `${stdout}${stderr}` });
    });
  });
}

/** The last lines of a playbook: what each host had, such as "changed=0", by host. */
export function recap(output: string): Record<string, Record<string, number>> {
  const lines = [...output.matchAll(/^(\S+)\s+: (ok=.*)$/gm)];
  const counts = (text: string) =>
    Object.fromEntries([...text.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name!, Number(count)]));
  return Object.fromEntries(lines.map(([, host, text]) => [host!, counts(text!)]));
}

/** What failed, as the playbook's message says it. */
export function messages(output: string): string[] {
  return [...output.matchAll(/^\s*msg: (?:>-\n)?([\s\S]*?)(?=\n\S|\n {2,4}\w+:|$(?![\s\S]))/gm)].map(([, text]) =>
    text!
      .replaceAll(/\s+/g, " ")
      .trim()
      .replace(/^'(.*)'$/, "$1"),
  );
}

/** The roots of hosts, each a fresh Debian of its own that nothing has started. */
export class DebianRoots {
  private readonly directory = mkdtempSync(join(tmpdir(), "platform-roots-"));

  path(host: string): string {
    return join(this.directory, host);
  }

  async add(host: string): Promise<string> {
    const path = this.path(host);
    execFileSync("cp", ["-a", await freshDebian(), path]);
    // No package starts what it brings: this machine would run it.
    writeProgram(join(path, "usr/sbin/policy-rc.d"), "exit 101");
    return path;
  }

  run(host: string, ...command: string[]): string {
    return execFileSync("chroot", [this.path(host), ...command], { encoding: "utf8", stdio: "pipe" });
  }

  read(host: string, file: string): string {
    return readFileSync(join(this.path(host), file), "utf8");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Debian 12 with nothing but Python, which debootstrap makes once. */
async function freshDebian(): Promise<string> {
  const args = ["--variant=minbase", "--include=python3,python3-apt", "bookworm"];
  const key = createHash("sha256").update(args.join(" ")).digest("hex").slice(0, 12);
  const directory = join(cacheDirectory(), "debian", key);
  const target = join(directory, "root");
  if (existsSync(target)) return target;
  return fillCache({ directory, what: "Debian", log: () => undefined }, async (temporary) => {
    const made = join(temporary, "root");
    execFileSync("debootstrap", [...args, made], { stdio: "pipe" });
    // Its lists are as old as it is.
    utimesSync(join(made, "var/lib/apt/lists"), new Date(0), new Date(0));
    if (!existsSync(target)) await rename(made, target);
    return target;
  });
}

/** A Debian package with one program, in a repository of the root itself. */
export function addPackage(path: string, name: string, version: string, program: string, script: string): void {
  const content = join(path, "srv", "build", name);
  mkdirSync(join(content, "DEBIAN"), { recursive: true });
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: test <test@example.com>\nDescription: test\n`;
  writeFileSync(join(content, "DEBIAN/control"), control);
  writeProgram(join(content, program), script);
  const packagesFolder = join(path, "srv/packages");
  mkdirSync(packagesFolder, { recursive: true });
  const file = join(packagesFolder, `${name}.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", content, file], { stdio: "pipe" });
  const deb = readFileSync(file);
  const entry = `${control}Filename: ./${name}.deb\nSize: ${deb.length}\nSHA256: ${createHash("sha256").update(deb).digest("hex")}\n\n`;
  writeFileSync(join(packagesFolder, "Packages"), entry, { flag: "a" });
  writeFileSync(join(path, "etc/apt/sources.list.d/test.list"), "deb [trusted=yes] file:/srv/packages ./\n");
}

function writeProgram(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
