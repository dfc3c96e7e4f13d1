import { renderChart } from "./chart";
import type { Goal } from "./goal";
import { readManifests } from "./manifests";
import { childGoals, type Objects } from "./objects";
import type { Registry } from "./registry";
import { type Session, Stopped } from "./session";
import { type ChartRenderer, type ChartReport, UNKNOWN } from "./types";
import { type Properties, ResourceReference } from "./values";

export interface ConstructContext {
  renderer: ChartRenderer | undefined;
  /** Folder of the program, for paths in its inputs. */
  directory: string;
  session: Session;
  registry: Registry;
  /** For namespaced objects when neither they nor the component name one. */
  namespace: string;
  register: (child: Goal) => Promise<unknown>;
}

export interface Constructed {
  outputs: Properties;
  /** For charts. */
  report?: ChartReport;
}

type Source = (goal: Goal, context: ConstructContext) => Promise<{ objects?: Objects; report?: ChartReport }>;

const sources: Record<string, Source> = {
  "kubernetes:helm.sh/v4:Chart": renderChart,
  "kubernetes:yaml/v2:ConfigGroup": readManifests,
  "kubernetes:yaml/v2:ConfigFile": readManifests,
};

/** Whether this engine can make such a component in place of the provider's plugin. */
export function isConstructed(type: string): boolean {
  return type in sources;
}

/**
 * Makes the children of a chart or a group of manifests as pulumi-kubernetes does: each object goes through transforms,
 * policies and adapters like any resource. Answers when all of them exist, so that dependents wait for them.
 */
export async function construct(goal: Goal, context: ConstructContext): Promise<Constructed> {
  const { objects, report } = (await sources[goal.type]?.(goal, context)) ?? {};
  if (!objects) return { outputs: {}, ...(report ? { report } : {}) };
  const children = childGoals(goal, objects, context);
  const made = await Promise.allSettled(children.map((child) => context.register(child)));
  if (made.some(({ status }) => status === "rejected")) throw new Stopped();
  const resources = children.map(
    ({ urn }) => new ResourceReference(urn, context.registry.get(urn)?.resource?.id ?? UNKNOWN),
  );
  return { outputs: { resources }, ...(report ? { report } : {}) };
}
