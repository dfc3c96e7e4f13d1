import type { Body, VaultClient } from "./client";

/** A resource that is read, compared and written. */
export interface Kind {
  /** Of the API, where it is read, written and deleted. */
  path(inputs: Body): string;
  /** What is declared, in the API's fields. */
  desired(inputs: Body): Body;
  /** What the server holds, in the same fields. @default - what GET of the path answers */
  current?(client: VaultClient, inputs: Body): Promise<Body | undefined>;
  /** @default - POST of everything to the path */
  write?(client: VaultClient, inputs: Body, change: { desired: Body; current?: Body; fields: string[] }): Promise<void>;
  /** Fields that the server never tells: whether they changed is known from the record. */
  secret?: string[];
  /** Properties that only the server knows. */
  outputs?(client: VaultClient, inputs: Body): Promise<Body>;
  id?(outputs: Body, inputs: Body): string;
  /** Whether it is deleted by itself when it leaves the program. @default - with DELETE of its path */
  kept?: boolean;
}

/** A resource that is made once, and whose result cannot be asked for again: a key, a request, a signature. */
export interface Once {
  /** The mount in which it is: with the mount it is gone. */
  backend(inputs: Body): string;
  /** The result of an earlier run that the server still knows. */
  find?(client: VaultClient, inputs: Body): Promise<Body | undefined>;
  /** Whether what an earlier run made is still there. */
  holds?(client: VaultClient, inputs: Body, outputs: Body): Promise<boolean>;
  make(client: VaultClient, inputs: Body): Promise<Body>;
}

/** Inputs in the API's fields: `tokenMaxTtl` is `token_max_ttl`. */
export function fieldsOf(inputs: Body, without: string[], renamed: Record<string, string> = {}): Body {
  const omitted = new Set(["namespace", ...without]);
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([key, value]) => !omitted.has(key) && !key.startsWith("__") && value !== undefined && value !== null)
      .map(([key, value]) => [renamed[key] ?? snake(key), value]),
  );
}

export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function textOf(inputs: Body, key: string, otherwise = ""): string {
  const value = inputs[key];
  return typeof value === "string" ? value.replace(/^\/+|\/+$/g, "") : otherwise;
}
