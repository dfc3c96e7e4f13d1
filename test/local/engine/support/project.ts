import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll } from "vitest";
import { run } from "../../../../local/engine";
import type { EngineEvent, PolicyPackSource, RunOptions, RunResult } from "../../../../local/engine/types";

/** Below node_modules: programs find the SDK there, and nothing of it is ever committed. */
const cache = resolve(__dirname, "../../../../node_modules/.cache/engine-tests");
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files. */
export function folder(files: Record<string, string>): string {
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, "case-"));
  folders.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** A Pulumi project whose program is this JavaScript. `pulumi` and `resource(type, name, inputs, options)` are defined. */
export function program(source: string): string {
  return folder({
    "Pulumi.yaml": "name: demo\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "package.json": JSON.stringify({ name: "demo", main: "index.js" }),
    "index.js": `const pulumi = require("@pulumi/pulumi");
function resource(type, name, inputs = {}, options = {}, outputs = []) {
  const computed = Object.fromEntries(outputs.map((output) => [output, undefined]));
  return new pulumi.CustomResource(type, name, { ...inputs, ...computed }, options);
}
${source}`,
  });
}

/** A policy pack with these policies, in JavaScript. */
export function pack(name: string, policies: string, config?: Record<string, unknown>): PolicyPackSource {
  const directory = folder({
    "PulumiPolicy.yaml": "runtime: nodejs\nversion: 1.0.0\n",
    "package.json": JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
    "index.js": `const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("${name}", { policies: [${policies}] });`,
  });
  return config ? { directory, config } : { directory };
}

export interface Outcome extends RunResult {
  events: EngineEvent[];
}

export async function execute(directory: string, options: Partial<RunOptions> = {}): Promise<Outcome> {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => events.push(event);
  const result = await run({ directory, stack: "dev", config: {}, dryRun: true, onEvent, ...options });
  return { ...result, events };
}

/** `urn:pulumi:dev::demo::` and the rest, which is the part that differs. */
export function urn(rest: string): string {
  return `urn:pulumi:dev::demo::${rest}`;
}

/** The resource of that name. */
export function named(result: RunResult, name: string) {
  const found = result.resources.find((resource) => resource.name === name);
  if (!found)
    throw new Error(`no resource "${name}" among ${result.resources.map((resource) => resource.name).join(", ")}`);
  return found;
}
