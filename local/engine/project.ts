import { readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { UserError } from "../lib/errors";
import { describe, readYamlMap } from "./yamlfile";

export interface Project {
  name: string;
  /** Stacks that have a stack file, by name. */
  stacks: string[];
  /** Folder in which the program runs: the project's, unless `main` moves it. */
  programDirectory: string;
  /** What is run there. */
  entryPoint: string;
  /** `runtime.options` of the project, such as `tsconfig`. */
  runtimeOptions: Record<string, unknown>;
  /** Values that stacks need not repeat, by full key. */
  defaults: Record<string, string>;
  /** Full keys that every stack must set. */
  required: string[];
}

/** Reads Pulumi.yaml. Fails when it is missing, malformed, or not for Node. */
export function loadProject(directory: string): Project {
  const file = "Pulumi.yaml";
  const raw = readYamlMap(directory, file);
  if (!raw)
    throw new UserError(`${file} must exist in the project's folder, got none; run this in the project's folder`);
  const { name, main } = raw;
  if (typeof name !== "string" || name === "") {
    throw new UserError(`${file}: name must be the project's name, got ${describe(name)}; add "name: <project>"`);
  }
  if (main !== undefined && typeof main !== "string") {
    throw new UserError(`${file}: main must be a path, got ${describe(main)}; correct or delete it`);
  }
  return {
    name,
    stacks: stacksOf(directory),
    ...entryOf(directory, main),
    runtimeOptions: runtimeOptions(file, raw["runtime"]),
    ...projectConfig(file, name, raw["config"]),
  };
}

/**
 * Every configuration value of a stack, as the program gets it: strings, nested values as JSON, keys with their
 * namespace (`platform:teams`). Fails when the stack file is missing, malformed or holds secrets.
 */
export function loadStack(directory: string, stack: string): Record<string, string> {
  const project = loadProject(directory);
  const file = `Pulumi.${stack}.yaml`;
  const raw = readYamlMap(directory, file);
  if (!raw) {
    const known =
      project.stacks.length > 0 ? `the stacks are ${project.stacks.join(", ")}` : "the project has no stacks";
    throw new UserError(`there is no stack "${stack}": ${file} does not exist; ${known}`);
  }
  const config = { ...project.defaults, ...toConfig(file, project.name, raw["config"]) };
  const missing = project.required.filter((key) => !(key in config));
  if (missing.length > 0) {
    throw new UserError(`${file}: config must set ${missing.join(", ")}, got nothing; Pulumi.yaml requires it`);
  }
  return config;
}

function stacksOf(directory: string): string[] {
  return readdirSync(directory)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

function entryOf(directory: string, main: string | undefined): Pick<Project, "programDirectory" | "entryPoint"> {
  if (main === undefined) return { programDirectory: resolve(directory), entryPoint: "." };
  const path = resolve(directory, main);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`Pulumi.yaml: main must be a file or folder, got "${main}", which does not exist`);
  return found.isDirectory()
    ? { programDirectory: path, entryPoint: "." }
    : { programDirectory: dirname(path), entryPoint: basename(path) };
}

function runtimeOptions(file: string, runtime: unknown): Record<string, unknown> {
  const { name, options } = typeof runtime === "string" ? { name: runtime, options: undefined } : mapOf(runtime);
  if (name !== "nodejs") {
    throw new UserError(`${file}: runtime must be nodejs, got ${describe(name)}; other languages do not run here`);
  }
  return mapOf(options);
}

/** Defaults and required keys that the project declares for all its stacks. */
function projectConfig(file: string, project: string, config: unknown): Pick<Project, "defaults" | "required"> {
  const declared = Object.entries(mapOf(config)).map(([key, value]) => {
    const schema = mapOf(value);
    const typed = ["type", "default", "value", "description", "secret"].some((word) => word in schema);
    return { key: fullKey(project, key), value: typed ? (schema["value"] ?? schema["default"]) : value };
  });
  const [given, required] = [
    declared.filter(({ value }) => value !== undefined),
    declared.filter((d) => d.value === undefined),
  ];
  return {
    defaults: toConfig(file, project, Object.fromEntries(given.map(({ key, value }) => [key, value]))),
    required: required.map(({ key }) => key).filter((key) => key.startsWith(`${project}:`)),
  };
}

function toConfig(file: string, project: string, config: unknown): Record<string, string> {
  if (config !== undefined && config !== null && (typeof config !== "object" || Array.isArray(config))) {
    throw new UserError(`${file}: config must be a map of settings, got ${describe(config)}; write "key: value" lines`);
  }
  return Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]: [string, unknown]) => {
      if (value === null) {
        throw new UserError(`${file}: config ${key} must have a value, got nothing; give one or delete the line`);
      }
      if (holdsSecret(value)) {
        const remedy = "give it through Vault or the environment";
        throw new UserError(`${file}: config ${key} must not be a secret, got "secure:"; ${remedy}`);
      }
      return [fullKey(project, key), typeof value === "string" ? value : JSON.stringify(value)];
    }),
  );
}

/** `key` belongs to the project; `package:config:key` is the old way to write `package:key`. */
function fullKey(project: string, key: string): string {
  return key.includes(":") ? key.replace(/^([^:]+):config:/, "$1:") : `${project}:${key}`;
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (typeof (value as { secure?: unknown }).secure === "string") return true;
  return Object.values(value).some(holdsSecret);
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
