import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import { z } from "zod";
import type { ProviderResource } from "../engine/analysis";
import { isObject } from "../engine/inspect";
import { isProviderType, nameOf, parseReference } from "../engine/urn";
import { decode, type Properties } from "../engine/values";
import { SECRET, SIGNATURE, UNKNOWN_STRING } from "../engine/wire";
import { UserError } from "../lib/errors";
import type { Source } from "./source";
import { goal, type Place, type Subject } from "./subject";

/** What `pulumi stack export` wrote, as far as the packs need it. */
export interface State {
  /** The stack's name, without project. */
  stack: string;
  subjects: Subject[];
  /** Values that only the stack's key would tell. */
  encrypted: number;
}

/** Versions of the export whose resources are written as below. */
const VERSIONS = [3, 4];
const EXPORT = "write it with pulumi stack export";

const resource = z.object({
  urn: z.string().regex(/^urn:pulumi:/),
  type: z.string(),
  custom: z.boolean().default(false),
  parent: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
  provider: z.string().default(""),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  protect: z.boolean().default(false),
  /** A copy that is only waiting to be deleted. */
  delete: z.boolean().default(false),
});

type Written = z.infer<typeof resource>;

/** Whether the text is a state rather than manifests. */
export function isState({ text }: Source): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && ("deployment" in value || "checkpoint" in value);
  } catch {
    return false;
  }
}

/** @throws UserError for what is not the export of a stack that has resources */
export function readState({ file, text }: Source): State {
  const { version, deployment } = JSON.parse(text) as { version?: unknown; deployment?: unknown };
  if (deployment === undefined) {
    throw new UserError(`${file} must be the export of a stack, got a checkpoint of a backend; ${EXPORT}`);
  }
  if (!VERSIONS.includes(version as number)) {
    throw new UserError(
      `version of ${file} must be ${VERSIONS.join(" or ")}, got ${JSON.stringify(version) ?? "nothing"}; export the stack with a current Pulumi`,
    );
  }
  const found = isObject(deployment) ? deployment["resources"] : undefined;
  const entries = Array.isArray(found) ? (found as unknown[]) : [];
  if (entries.length === 0)
    throw new UserError(`${file} must have resources, got none; export a stack that is deployed`);
  const written = entries.map((entry, index) => parse(entry, file, index)).filter((entry) => !entry.delete);
  const secrets = new Secrets();
  const providers = new Map(written.filter(({ type }) => isProviderType(type)).map((entry) => [entry.urn, entry]));
  const lines = linesOf(text);
  const subjects = written.map((entry) =>
    toSubject(entry, providers, secrets, { file, line: lines.get(entry.urn) ?? 1 }),
  );
  return { stack: written[0]?.urn.split(":")[2] ?? "", subjects, encrypted: secrets.encrypted };
}

function parse(entry: unknown, file: string, index: number): Written {
  const parsed = resource.safeParse(entry);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ["deployment", "resources", String(index), ...(issue?.path ?? []).map(String)].join(".");
  throw new UserError(`${path} of ${file} must be as Pulumi writes it, got: ${issue?.message}; ${EXPORT}`);
}

function toSubject(entry: Written, providers: ReadonlyMap<string, Written>, secrets: Secrets, place: Place): Subject {
  const { urn, type, custom, parent, protect } = entry;
  const inputs = secrets.decoded(entry.inputs);
  const known = goal({ urn, type, name: nameOf(urn), parent, custom, inputs });
  known.options = new TransformResourceOptions().setProtect(protect);
  const provider = providers.get(parseReference(entry.provider)?.urn ?? "");
  return {
    goal: known,
    outputs: secrets.decoded(entry.outputs),
    dependencies: entry.dependencies ?? [],
    propertyDependencies: Object.fromEntries(
      Object.entries(entry.propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
    ),
    ...(provider ? { provider: toProvider(provider, secrets) } : {}),
    place,
  };
}

function toProvider({ urn, type, inputs }: Written, secrets: Secrets): ProviderResource {
  return { urn, type, inputs: secrets.decoded(inputs) };
}

/** Takes the marks of a state apart. What is encrypted stays unknown; nothing here decrypts. */
class Secrets {
  private readonly found = new Set<string>();

  get encrypted(): number {
    return this.found.size;
  }

  decoded(properties: Properties | null | undefined): Properties {
    return decode(this.opened(properties ?? {})) as Properties;
  }

  private opened(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.opened(item));
    if (!isObject(value)) return value;
    if (value[SIGNATURE] !== SECRET) {
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.opened(member)]));
    }
    const { plaintext, ciphertext } = value;
    if (typeof plaintext === "string") return { ...value, value: this.opened(JSON.parse(plaintext)) };
    this.found.add(String(ciphertext));
    return { ...value, value: UNKNOWN_STRING };
  }
}

/** Where each resource begins, by its URN. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  text.split("\n").forEach((line, index) => {
    const [, quoted] = /^\s*"urn":\s*("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
    const urn = quoted === undefined ? undefined : (JSON.parse(quoted) as string);
    if (urn !== undefined && !lines.has(urn)) lines.set(urn, index + 1);
  });
  return lines;
}
