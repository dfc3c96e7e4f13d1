/** What a policy of Vault can allow on a path. `sudo` is for paths that Vault keeps for root. */
export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list" | "sudo";

declare const checked: unique symbol;

/** A path of a policy. Only {@link exactly}, {@link below} and {@link startingWith} make one. */
export type PolicyPath = string & { readonly [checked]: true };

/** Stands for any one segment of a path. */
export const anySegment = Symbol("+");

export type Segment = string | typeof anySegment;

export interface Grant {
  path: PolicyPath;
  capabilities: readonly [Capability, ...Capability[]];
}

/** One path. */
export function exactly(...segments: [string, ...Segment[]]): PolicyPath {
  return segments.map(segmentText).join("/") as PolicyPath;
}

/** Every path below this one, and the list of what is directly there. */
export function below(...segments: [string, ...Segment[]]): PolicyPath {
  return `${exactly(...segments)}/*` as PolicyPath;
}

/** Every path whose last named segment begins like this. */
export function startingWith(...segments: [string, ...Segment[]]): PolicyPath {
  return `${exactly(...segments)}*` as PolicyPath;
}

export function allow(path: PolicyPath, ...capabilities: [Capability, ...Capability[]]): Grant {
  return { path, capabilities };
}

/** The policy in HCL, as Vault and OpenBao read it. */
export function renderPolicy(grants: readonly Grant[]): string {
  return grants.map(block).join("\n");
}

function block({ path, capabilities }: Grant): string {
  return `path ${quoted(path)} {\n  capabilities = [${capabilities.map(quoted).join(", ")}]\n}\n`;
}

/** HCL's escapes. What would need others is not let into a path. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** Separators, patterns, templates ({{...}}, ${...}) and what cannot be seen: none of them is part of a name. */
const notInSegments = /[/*+{}$\p{C}\p{Zl}\p{Zp}]/u;

function segmentText(segment: Segment): string {
  if (segment === anySegment) return "+";
  if (segment !== "" && !notInSegments.test(segment)) return segment;
  throw new Error(
    `a segment of a policy's path must be text without / * + { } $ or control characters, got ${JSON.stringify(segment)}; write the segments one by one`,
  );
}
