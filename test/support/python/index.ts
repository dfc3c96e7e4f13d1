import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../../../local/toolchain";
import { fillCache } from "../../../local/toolchain/cache";

const requirements = join(__dirname, "requirements.txt");

/** Folder of the Python packages that tests use, fetched once; pip compares their hashes. */
async function packages(): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(requirements)).update(pythonVersion()).digest("hex");
  const directory = join(cacheDirectory(), "python", hash.slice(0, 12));
  const target = join(directory, "packages");
  if (existsSync(target)) return target;
  return fillCache({ directory, what: "Python packages", log: () => undefined }, async (temporary) => {
    const fetched = join(temporary, "packages");
    python(["-m", "pip", "install", "--quiet", "--require-hashes", "--target", fetched, "-r", requirements]);
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

function pythonVersion(): string {
  return python(["--version"]);
}

function python(args: string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}): string {
  const { status, stdout, stderr, error } = spawnSync("python3", args, { encoding: "utf8", ...options });
  if (error) throw new Error(`python3 must be on PATH for this test: ${error.message}`);
  if (status !== 0) throw new Error(`python3 ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}
