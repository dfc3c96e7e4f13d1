import * as pulumi from "@pulumi/pulumi";
import { resolve, type PlatformConfig } from "./resolve";
import { settings, type Settings } from "./settings";
import { crossFieldProblems } from "./settings/checks";
import { path, problemsOf, sentence, unknownKey, type Problem } from "./settings/problems";
import { environmentNames } from "./settings/team";

export type { PlatformConfig } from "./resolve";

/** The only reader of Pulumi's configuration. @throws pulumi.RunError with every mistake, before any resource. */
export function loadConfig(): PlatformConfig {
  const raw = pulumi.runtime.allConfig();
  // The language host names the encrypted keys here; the SDK has no public way to ask.
  const encrypted = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as string[];
  const problems = encrypted.filter(ours).map((at) => ({
    at,
    must: "not be a secret, because secrets never enter stack files",
    remedy: `remove it (pulumi config rm ${at}) and keep the value in Vault`,
  }));
  return parseConfig(pulumi.getStack(), raw, problems);
}

/**
 * Reads the settings of a stack.
 * @param raw every value as the engine hands it over: text, or JSON for structured values
 * @param problems mistakes that the caller already found
 * @throws pulumi.RunError that lists every mistake
 */
export function parseConfig(stack: string, raw: Record<string, string>, problems: Problem[] = []): PlatformConfig {
  const given: Record<string, unknown> = { ...defaultEnvironments(stack) };
  for (const [key, text] of Object.entries(raw)) {
    if (!ours(key)) continue;
    const name = key.slice("platform:".length);
    if (name in settings.shape) given[name] = structured(text);
    else problems.push(unknownKey(key, name, Object.keys(settings.shape)));
  }

  const parsed: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings.shape)) {
    if (name === "environments" && given[name] === undefined) {
      problems.push({
        at: path(name),
        must: `say what stack ${stack} carries, because its name is not ${environmentNames.join(", ")}`,
        remedy: "write for example - name: dev",
      });
      continue;
    }
    const result = schema.safeParse(given[name]);
    if (result.success) parsed[name] = result.data;
    else problems.push(...problemsOf(result.error, schema, given[name], name));
  }
  problems.push(...crossFieldProblems(parsed));
  if (problems.length > 0) throw new pulumi.RunError(report(stack, problems));
  return resolve(stack, parsed as Settings);
}

const ours = (key: string) => key.startsWith("platform:");

/** A stack named after an environment carries it, unless it says otherwise. */
function defaultEnvironments(stack: string): { environments?: { name: string }[] } {
  return (environmentNames as readonly string[]).includes(stack) ? { environments: [{ name: stack }] } : {};
}

function structured(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // The schema then says what it must be.
  }
}

function report(stack: string, problems: Problem[]): string {
  const lines = [...new Set(problems.map(sentence))];
  const title = `the configuration of stack ${stack} has ${lines.length === 1 ? "a mistake" : `${lines.length} mistakes`}:`;
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}
