import { readFileSync } from "node:fs";
import type { Adapter } from "../../engine/types";
import { messageOf, UserError } from "../../lib/errors";
import { VaultClient, VaultError, type Body } from "./client";
import { differences } from "./compare";
import type { Kind, Once } from "./kind";
import { auditDevice, kinds, onces } from "./kinds";
import { accessorOf } from "./kinds/mounts";
import { replacements, type LocalEnds } from "./local";
import { digestOf, Record as ApplyRecord } from "./record";

export { VaultClient, VaultError } from "./client";
export type { LocalEnds } from "./local";

/** What the vault adapter can do besides applying. */
export interface VaultAdapter extends Adapter {
  /** Deletes what an earlier run of the stack made and this one did not; call it after a run that succeeded. */
  prune(): Promise<string[]>;
}

export interface VaultAdapterOptions {
  address: string;
  /** File with the token. */
  tokenFile: string;
  /** File for what runs made. */
  record: string;
  /** Differences of the server on this machine. @default none - resources are applied as they are */
  local?: LocalEnds;
}

type Request = Parameters<Adapter["apply"]>[0];
type Made = { id: string; outputs: Body; changed: boolean };

const prefix = "vault:";

/**
 * Hands resources of @pulumi/vault to an OpenBao by its HTTP API: each is read, compared and written only when it
 * differs. Address and token come from the options, never from the program.
 * @throws UserError for what the server refuses, with its words and without secrets
 */
export function vaultAdapter(options: VaultAdapterOptions): VaultAdapter {
  const token = readFileSync(options.tokenFile, "utf8").trim();
  const client = new VaultClient(options.address, token);
  const record = new ApplyRecord(options.record, token);
  const seen = new Set<string>();
  const known = (type: string) => type.slice(prefix.length);

  return {
    name: "vault",
    handles: (type) => type.startsWith(prefix),
    async apply(request) {
      seen.add(request.urn);
      const type = known(request.type);
      const inputs = options.local
        ? (replacements[type]?.(request.inputs, options.local) ?? request.inputs)
        : request.inputs;
      const kind = kinds[type];
      const once = onces[type];
      try {
        if (type === auditDevice) return await applyAudit(client, inputs);
        const made = kind
          ? await applyKind(kind, { ...request, inputs }, client, record)
          : once
            ? await applyOnce(once, { ...request, inputs }, client, record)
            : undefined;
        if (!made) return { skipped: `this adapter has no ${request.type}` };
        return { ...made, outputs: { ...request.inputs, ...made.outputs } };
      } catch (error) {
        throw refusal(request, inputs, kind, error);
      }
    },
    async prune() {
      const gone: string[] = [];
      for (const [urn, { path }] of record.all()) {
        if (seen.has(urn)) continue;
        if (path !== undefined) {
          await client.remove(path);
          gone.push(path);
        }
        record.remove(urn);
      }
      return gone;
    },
  };
}

async function applyKind(
  kind: Kind,
  { urn, inputs }: Request,
  client: VaultClient,
  record: ApplyRecord,
): Promise<Made> {
  const desired = kind.desired(inputs);
  const secrets = sealed(kind, desired, record);
  const current = kind.current ? await kind.current(client, inputs) : await client.find(kind.path(inputs));
  const before = record.get(urn);
  const fields = current ? changedFields(kind, desired, current, secrets, before?.secrets) : [];
  const changed = !current || fields.length > 0;
  // Before it exists, so that a crash at any moment leaves nothing unknown.
  if (!kind.kept && before?.path !== kind.path(inputs)) record.set(urn, { path: kind.path(inputs) });
  if (changed) {
    if (kind.write) await kind.write(client, inputs, { desired, current, fields });
    else await client.post(kind.path(inputs), desired);
  }
  if (changed && Object.keys(secrets).length > 0) {
    record.set(urn, { ...(kind.kept ? {} : { path: kind.path(inputs) }), secrets });
  }
  const outputs = (await kind.outputs?.(client, inputs)) ?? {};
  return { id: kind.id?.(outputs, inputs) ?? kind.path(inputs), outputs, changed };
}

function changedFields(
  kind: Kind,
  desired: Body,
  current: Body,
  secrets: Record<string, string>,
  before: Record<string, string> = {},
): string[] {
  const readable = (kind.secret ?? []).reduce(without, desired);
  const told = differences(readable, current);
  const untold = Object.keys(secrets).filter((field) => secrets[field] !== before[field]);
  return [...new Set([...told, ...untold.map((field) => field.split(".")[0]!)])];
}

function sealed({ secret = [] }: Kind, desired: Body, record: ApplyRecord): Record<string, string> {
  const values = secret.map((field) => [field, valueAt(desired, field)] as const);
  return Object.fromEntries(
    values.filter(([, value]) => value !== undefined).map(([field, value]) => [field, record.seal(value)]),
  );
}

function valueAt(body: Body, field: string): unknown {
  const [first = "", ...rest] = field.split(".");
  return rest.length === 0 ? body[first] : valueAt((body[first] ?? {}) as Body, rest.join("."));
}

function without(body: Body, field: string): Body {
  const [first = "", ...rest] = field.split(".");
  if (rest.length > 0) return { ...body, [first]: without((body[first] ?? {}) as Body, rest.join(".")) };
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== first));
}

async function applyOnce(
  once: Once,
  { urn, inputs }: Request,
  client: VaultClient,
  record: ApplyRecord,
): Promise<Made> {
  const accessor = await accessorOf(client, `sys/mounts/${once.backend(inputs)}`);
  const digest = digestOf(inputs);
  const before = record.get(urn);
  const recorded = before?.accessor === accessor && before.inputs === digest ? before.outputs : undefined;
  if (recorded && ((await once.holds?.(client, inputs, recorded)) ?? true)) {
    return { id: idOf(once, inputs, urn), outputs: recorded, changed: false };
  }
  // A run that was killed between the making and the record.
  const found = before === undefined ? await once.find?.(client, inputs) : undefined;
  const outputs = found ?? (await once.make(client, inputs));
  record.set(urn, { accessor, inputs: digest, outputs });
  return { id: idOf(once, inputs, urn), outputs, changed: found === undefined };
}

function idOf(once: Once, inputs: Body, urn: string): string {
  return `${once.backend(inputs)}/${urn.split("::").at(-1)}`;
}

async function applyAudit(client: VaultClient, inputs: Body): Promise<Made | { skipped: string }> {
  const path = typeof inputs["path"] === "string" ? inputs["path"] : String(inputs["type"]);
  const device = `${path.replace(/\/$/, "")}/`;
  if (device in (await client.get("sys/audit"))) return { id: device, outputs: inputs, changed: false };
  return { skipped: `OpenBao has no audit device ${device}, and takes them from its configuration alone` };
}

/** With Vault's own words, which may quote what it was given. */
function refusal(request: Request, inputs: Body, kind: Kind | undefined, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const path = kind ? ` ${kind.path(inputs)}` : "";
  const status = error instanceof VaultError ? `${error.status}: ` : "";
  const desired = kind?.desired(inputs) ?? {};
  const secrets = (kind?.secret ?? [])
    .map((field) => valueAt(desired, field))
    .filter((value) => typeof value === "string");
  const words = secrets.reduce((text: string, secret) => text.replaceAll(secret, "[secret]"), messageOf(error));
  return new UserError(`${request.name}${path} must be accepted by OpenBao, got ${status}${words}; correct it`);
}
