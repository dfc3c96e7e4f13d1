import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { version } from "@pulumi/pulumi/version";

/** How to start the Pulumi CLI. */
export interface PulumiCli {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** The CLI on PATH; else the one that npm's `pulumi` package fetches, at the version of the SDK. */
export function pulumiCli(env: NodeJS.ProcessEnv = process.env): PulumiCli {
  const installed = (env["PATH"] ?? "")
    .split(delimiter)
    // npm puts its own `pulumi` on PATH for scripts; that one is asked for a version below.
    .filter((directory) => !directory.includes("node_modules"))
    .map((directory) => join(directory, "pulumi"))
    .find(executable);
  if (installed) return { command: installed, args: [], env };
  return {
    command: process.execPath,
    args: [require.resolve("pulumi/run.js")],
    env: { ...env, PULUMI_VERSION: env["PULUMI_VERSION"] ?? version },
  };
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
