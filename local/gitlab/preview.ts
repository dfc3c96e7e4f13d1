import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../lib/errors";

/** What `pulumi preview --json` says would happen. */
export interface Preview {
  /** How many resources each operation touches, `same` included. */
  counts: Record<string, number>;
  /** What would change, in the order of the deployment. */
  changes: { operation: string; urn: string }[];
  /** Messages of the engine, the provider and the packs at level error. */
  errors: string[];
}

const digest = z.object({
  steps: z.array(z.object({ op: z.string(), urn: z.string() })).default([]),
  changeSummary: z.record(z.string(), z.number()).default({}),
  diagnostics: z.array(z.object({ severity: z.string(), message: z.string() })).default([]),
});

/** Operations that change nothing of what is deployed, and the two halves of a `replace`. */
const quiet = new Set(["same", "read", "refresh", "create-replacement", "delete-replaced"]);

/**
 * Reads the output of `pulumi preview --json`.
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
 */
export function readPreview(file: string): Preview {
  const wrong = (got: string) =>
    new UserError(`${file} must hold the output of pulumi preview --json, got ${got}; see the log of the preview job`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw wrong("no such file");
  }
  if (text.trim() === "") throw wrong("nothing");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw wrong("something that is no JSON");
  }
  const parsed = digest.safeParse(json);
  if (!parsed.success) throw wrong("JSON of another shape");
  const { steps, changeSummary, diagnostics } = parsed.data;
  return {
    counts: changeSummary,
    changes: steps.filter(({ op }) => !quiet.has(op)).map(({ op, urn }) => ({ operation: op, urn })),
    errors: diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.trim()),
  };
}
