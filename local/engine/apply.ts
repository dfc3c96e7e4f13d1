import { messageOf } from "../lib/errors";
import type { ProviderResource } from "./analysis";
import type { Goal } from "./goal";
import { plainProperties, secretsOf, unknownPaths } from "./inspect";
import type { Session } from "./session";
import { type RunOptions, SecretValue } from "./types";
import { isProviderType } from "./urn";
import type { Properties } from "./values";

/** What became of a resource. */
export interface Applied {
  id?: string;
  outputs: Properties;
  changed: boolean;
  /** Nothing real was made, though it should have been: what is computed stays unknown. */
  skipped: boolean;
}

/**
 * Makes the resource real when this is not a dry run and an adapter takes its type. Otherwise it behaves as in a
 * preview: the inputs come back, and whatever else the program asks for is unknown.
 */
export async function apply(
  goal: Goal,
  provider: ProviderResource | undefined,
  options: RunOptions,
  session: Session,
): Promise<Applied> {
  const { type, name, urn, custom, inputs } = goal;
  const id = goal.options.getImport() || undefined;
  const unmade = { ...(id ? { id } : {}), outputs: withSecrets(goal, inputs), changed: false };
  if (!custom) return { outputs: {}, changed: false, skipped: false };
  if (options.dryRun || isProviderType(type)) return { ...unmade, skipped: false };
  const adapter = options.adapters?.find((candidate) => candidate.handles(type));
  if (!adapter) return { ...unmade, skipped: true };
  const unknown = [...unknownPaths(inputs), ...unknownPaths(provider?.inputs ?? {}, "provider")];
  if (unknown.length > 0) {
    session.log("warning", `${type} "${name}" is not applied: ${unknown.join(", ")} will never be known here`, urn);
    return { ...unmade, skipped: true };
  }
  try {
    const made = await adapter.apply({
      urn,
      type,
      name,
      inputs: plainProperties(inputs),
      ...(provider ? { provider: plainProperties(provider.inputs) } : {}),
    });
    if ("skipped" in made) {
      session.log("warning", `${type} "${name}" is not applied: ${made.skipped}`, urn);
      return { ...unmade, skipped: true };
    }
    const outputs = withSecrets(goal, secretsOf(inputs, made.outputs) as Properties);
    session.scrubber.learn(outputs);
    return { id: made.id, outputs, changed: made.changed, skipped: false };
  } catch (error) {
    throw new Error(`${type} "${name}" could not be applied (${adapter.name}): ${messageOf(error)}`);
  }
}

function withSecrets(goal: Goal, outputs: Properties): Properties {
  const secret = new Set(goal.options.getAdditionalSecretOutputsList());
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      secret.has(key) && !(value instanceof SecretValue) ? new SecretValue(value) : value,
    ]),
  );
}
