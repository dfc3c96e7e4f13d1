import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../lib/errors";
import { type Child, startNode } from "./process";
import type { Project } from "./project";
import type { RunOptions } from "./types";

export interface Launch {
  project: Project;
  options: RunOptions;
  /** Where the engine listens. */
  address: string;
  parallel: number;
  onLine: (stream: "stdout" | "stderr", line: string) => void;
}

/**
 * The SDK sends every step of every resource to the engine as a debug message, one after the other, and a program cannot
 * end before all have arrived. Nobody sees them without DEBUG; they made 400 resources cost twice the time. Nor does
 * anybody see the places in TypeScript of what went wrong.
 */
const silence = "debug = () => Promise.resolve(); process.setSourceMapsEnabled = () => undefined";

/** Starts the program as Pulumi's language host for Node does. */
export function startProgram({ project, options, address, parallel, onLine }: Launch): Child {
  const flags: Record<string, string | undefined> = {
    monitor: address,
    engine: address,
    organization: options.organization,
    project: project.name,
    "root-directory": options.directory,
    stack: options.stack,
    pwd: project.programDirectory,
    parallel: String(parallel),
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []));
  const { tsconfig, typescript } = project.runtimeOptions;
  const script = locateScript("@pulumi/pulumi/cmd/run", project.programDirectory);
  return startNode({
    script,
    afterwards: process.env["DEBUG"]
      ? ""
      : `require(${JSON.stringify(resolve(dirname(script), "../../log"))}).${silence};`,
    args: [...args, ...(options.dryRun ? ["--dry-run"] : []), project.entryPoint],
    directory: project.programDirectory,
    env: {
      ...inheritedEnvironment(),
      ...options.env,
      PULUMI_CONFIG: JSON.stringify(options.config),
      PULUMI_CONFIG_SECRET_KEYS: "[]",
      PULUMI_NODEJS_TYPESCRIPT: typescript === false ? "false" : "true",
      ...(typeof tsconfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
      // An output in a string template is a mistake that only shows in the cluster; the SDK can throw instead.
      PULUMI_ERROR_OUTPUT_STRING: "true",
    },
    onLine,
  });
}

/** The SDK's script that belongs to the program or pack in `directory`. */
export function locateScript(script: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(script);
  } catch {
    throw new UserError(`${directory} must have @pulumi/pulumi installed, got none; run npm install there`);
  }
}

/** What an engine around this one, or a test's mocks, told its own program must not reach ours. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_NODEJS_")));
}
