import type { Policies, Policy, ResourceValidation, StackValidation } from "@pulumi/policy";

import type { Resource } from "../rule";
import type { Message } from "../session";

/** A policy about rules, not about resources. */
interface Meta extends Policy {
  /** True while it has nothing to say about any resource. */
  silent?: () => boolean;
}

export interface ResourceMeta extends Meta {
  messages: (urn: string) => Message[];
}

export interface StackMeta extends Meta {
  /** @param config The policy's configuration. */
  messages: (resources: readonly Resource[], config: Readonly<Record<string, unknown>>) => Message[];
}

export function resourceMeta({ messages, silent, ...policy }: ResourceMeta): Policies[number] {
  const validate: ResourceValidation = ({ urn }, report) => {
    for (const { text } of messages(urn)) report(text);
  };
  return { ...policy, tags: ["meta"], validateResource: skippedWhile(silent, validate) };
}

export function stackMeta({ messages, silent, ...policy }: StackMeta): Policies[number] {
  const validate: StackValidation = (args, report) => {
    for (const { urn, text } of messages(args.resources, args.getConfig())) report(text, urn || undefined);
  };
  return { ...policy, tags: ["meta"], validateStack: skippedWhile(silent, validate) };
}

/**
 * The SDK prepares every resource anew for every policy, but for one that says it is for resources of another type: a
 * silent policy says it is for a type that does not exist.
 */
function skippedWhile<F extends object>(silent: (() => boolean) | undefined, validate: F): F {
  if (!silent) return validate;
  return Object.defineProperty(validate, "__pulumiType", { get: () => (silent() ? "meta:index:None" : undefined) });
}
