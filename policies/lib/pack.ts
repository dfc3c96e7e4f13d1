import { readdirSync } from "node:fs";
import { join } from "node:path";

import { PolicyPack } from "@pulumi/policy";

import { environmentOf, stackOf } from "./environment";
import { imagesLocked } from "./images-lock";
import { ownRegistries } from "./kubernetes/own-registries";
import { receivedConfiguration } from "./meta/configuration";
import type { StackMeta } from "./meta/policy";
import { buildPolicies } from "./policies";
import type { Rule } from "./rule";
import { loadWaivers } from "./waivers/file";
import type { parseWaivers } from "./waivers/schema";

/**
 * Serves a pack to the engine that started this process: levels are those of the strictest environment that the stack
 * hosts, waivers those of `policies/waivers.yaml`.
 *
 * @param ofStack Policies about the stack that this pack alone has, since every pack would say the same.
 */
export function definePack(name: string, rules: readonly Rule[], ofStack: readonly StackMeta[] = []): PolicyPack {
  const { env } = process;
  const context = {
    environment: environmentOf(env),
    stack: stackOf(env),
    imagesLocked: imagesLocked(env),
    ownRegistries: ownRegistries(env),
    waivers: loadWaivers(env, waiverParser),
    known: knownPolicies(),
    configuration: receivedConfiguration(),
    ofStack,
  };
  return new PolicyPack(name, { policies: buildPolicies(rules, context), tags: [context.environment] });
}

function waiverParser() {
  // An import would be loaded at once, and `import()` knows no TypeScript here.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("./waivers/schema") as { parseWaivers: typeof parseWaivers }).parseWaivers;
}

/** Names of the rules of all packs: each has a file of its name, so that no pack must load the others. */
export function knownPolicies(): ReadonlySet<string> {
  const policies = join(__dirname, "..");
  const packs = readdirSync(policies, { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== "lib");
  const files = packs.flatMap(({ name }) => readdirSync(join(policies, name, "rules")));
  return new Set(files.filter((f) => f !== "index.ts").map((file) => file.replace(/\.ts$/, "")));
}
