import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../../../local/toolchain";
import { fillCache } from "../../../local/toolchain/cache";

/** Folder of the Python packages that tests use, or of a list, fetched once; pip compares their hashes. */
export async function packages(requirements = join(__dirname, "requirements.txt")): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(requirements)).update(pythonVersion()).digest("hex");
  const directory = join(cacheDirectory(), "python", hash.slice(0, 12));
  const target = join(directory, "packages");
  if (existsSync(target)) return target;
  return fillCache({ directory, what: "Python packages", log: () => undefined }, async (temporary) => {
    const fetched = join(temporary, "packages");
    python([
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-compile",
      "--require-hashes",
      "--target",
      fetched,
      "-r",
      requirements,
    ]);
    if (!existsSync(target)) await rename(fetched, target);
    return target;
  });
}

/**
 * Runs a script beside this file.
 * @param input goes to its standard input as JSON
 * @returns its standard output, as JSON
 */
export async function runScript<Result>(script: string, input: unknown): Promise<Result> {
  const env = { ...process.env, PYTHONPATH: await packages(), PYTHONWARNINGS: "ignore" };
  return JSON.parse(python([join(__dirname, script)], { env, input: JSON.stringify(input) })) as Result;
}

/**
 * Folder with what is in one wheel, fetched once; pip compares its hash. Nothing of it is installed or run.
 * @param requirement distribution and version, such as "pulumi-gitlab==10.4.0"
 */
async function unpackedWheel(requirement: string, sha256: string): Promise<string> {
  const directory = join(cacheDirectory(), "python", sha256.slice(0, 12));
  const target = join(directory, "content");
  if (existsSync(target)) return target;
  return fillCache({ directory, what: requirement, log: () => undefined }, async (temporary) => {
    const list = join(temporary, "requirements.txt");
    writeFileSync(list, `${requirement} --hash=sha256:${sha256}\n`);
    const wheels = join(temporary, "wheels");
    const options = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", wheels];
    python(["-m", "pip", "download", ...options, "-r", list]);
    const content = join(temporary, "content");
    python(["-m", "zipfile", "-e", join(wheels, readdirSync(wheels)[0]!), content]);
    if (!existsSync(target)) await rename(content, target);
    return target;
  });
}

/**
 * Runs a script beside this file on what is in a wheel, whose folder is its argument.
 * @param input goes to its standard input as JSON
 * @returns its standard output, as JSON
 */
export async function readWheel<Result>(
  script: string,
  { requirement, sha256 }: { requirement: string; sha256: string },
  input: unknown,
): Promise<Result> {
  const folder = await unpackedWheel(requirement, sha256);
  return JSON.parse(python([join(__dirname, script), folder], { input: JSON.stringify(input) })) as Result;
}

function pythonVersion(): string {
  return python(["--version"]);
}

function python(args: string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}): string {
  const { status, stdout, stderr, error } = spawnSync("python3", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    ...options,
  });
  if (error) throw new Error(`python3 must be on PATH for this test: ${error.message}`);
  if (status !== 0) throw new Error(`python3 ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}
