import { HclError, parseHcl, type HclObject, type HclValue } from "./hcl";

/** What a policy of Vault allows on one path. */
export interface VaultPath {
  /** With `*` at its end for any rest, and `+` for any one segment. */
  path: string;
  capabilities: string[];
  /** Where it stands; the first line for a policy in JSON. */
  line: number;
}

/** The paths of a policy in HCL or JSON. Throws an {@link HclError} for what Vault would not take. */
export function vaultPaths(source: string): VaultPath[] {
  const { entries } = source.trimStart().startsWith("{") ? parseJson(source) : parseHcl(source);
  return entries.flatMap(({ key, labels, value, line }) => {
    if (key === "name" && labels.length === 0) return [];
    if (key !== "path") throw new HclError(line);
    // A block for each path, or one object that has them all.
    const blocks = labels.length === 0 ? objectOf(value, line).entries : [{ key: labels.join(), value, line }];
    if (labels.length > 1) throw new HclError(line);
    return blocks.map((block) => ({ path: block.key, line: block.line, capabilities: capabilitiesOf(block) }));
  });
}

function capabilitiesOf({ value, line }: { value: HclValue; line: number }): string[] {
  const { entries } = objectOf(value, line);
  return entries.flatMap((entry) => {
    // The former way of Vault, which it still reads.
    if (entry.key === "policy") return FORMER.get(entry.value) ?? fail(entry.line);
    if (entry.key !== "capabilities") return [];
    const { value: list } = entry;
    if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) return fail(entry.line);
    return list;
  });
}

const FORMER = new Map<HclValue, string[]>([
  ["deny", ["deny"]],
  ["read", ["read", "list"]],
  ["write", ["create", "read", "update", "delete", "list"]],
  ["sudo", ["create", "read", "update", "delete", "list", "sudo"]],
]);

function parseJson(source: string): HclObject {
  try {
    return objectOf(JSON.parse(source, (_, value: unknown) => (isRecord(value) ? asHcl(value) : value)) as HclValue, 1);
  } catch {
    return fail(1);
  }
}

function asHcl(record: Record<string, unknown>): HclObject {
  const entries = Object.entries(record).map(([key, value]) => ({
    key,
    labels: [],
    value: value as HclValue,
    line: 1,
  }));
  return { entries };
}

function objectOf(value: HclValue, line: number): HclObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : fail(line);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(line: number): never {
  throw new HclError(line);
}
