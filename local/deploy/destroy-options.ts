import { UserError } from "../lib/errors";
import type { Whereabouts } from "../leftovers/command";

/** Options of `npm run destroy` that the CLI does not know. */
export interface DestroyOptions {
  check: boolean;
  json: boolean;
  prepare: boolean;
  unprotect: boolean;
  where: Whereabouts;
  /** Everything else, for the CLI. */
  rest: string[];
}

const FLAGS = ["check", "json", "prepare", "unprotect"] as const;
const VALUES = ["kubeconfig", "context", "confirm"] as const;

/**
 * Takes them out of the arguments. What cannot be taken back needs the stack's name once more.
 * @param stack name without organisation and project
 */
export function destroyOptions(args: readonly string[], stack: string): DestroyOptions {
  const rest: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string | undefined>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const [, name = "", attached] = /^--(\w+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (VALUES.some((option) => option === name)) values.set(name, attached ?? args[++i]);
    else if (FLAGS.some((option) => option === name) && (name !== "json" || args.includes("--check"))) flags.add(name);
    else rest.push(arg);
  }
  const [prepare, unprotect] = [flags.has("prepare"), flags.has("unprotect")];
  const confirmed = values.get("confirm");
  if ((prepare || unprotect) && confirmed !== stack) {
    throw new UserError(
      `--confirm must be the name of the stack for --prepare and --unprotect, got ${confirmed === undefined ? "nothing" : `"${confirmed}"`}; write --confirm ${stack}`,
    );
  }
  return {
    check: flags.has("check"),
    json: flags.has("json"),
    prepare,
    unprotect,
    where: {
      ...(values.get("kubeconfig") ? { kubeconfig: values.get("kubeconfig") } : {}),
      ...(values.get("context") ? { context: values.get("context") } : {}),
    },
    rest,
  };
}
