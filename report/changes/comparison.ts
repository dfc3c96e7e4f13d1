import type { Plan, PlannedResource } from "../plan";
import { causesOf, wordsOf } from "./causes";
import { changesOf, type Changes } from "./changes";
import type { PropertyChange } from "./properties";
import { everywhere, renamingOf, sameButFor, settingChanges, type Renaming } from "./settings";

/** How a plan differs from that of another environment, once names of the environments are taken away. */
export interface Comparison {
  /** The other stack. */
  with: string;
  /** Each setting that differs, with what comes of it. */
  causes: Cause[];
  /** What no setting of the stack files explains: it follows from the environment itself, or from several settings. */
  unexplained: Changes;
  /** All differences. */
  changes: Changes;
}

/** A setting that differs, and what comes of it. */
export interface Cause extends PropertyChange {
  /** Resources that only one of the plans has. */
  added: PlannedResource[];
  removed: PlannedResource[];
  /** URNs of resources with a property that differs. */
  changed: Set<string>;
  /** Number of those properties. */
  properties: number;
}

/** @param there the plan to compare with. @param here the plan that is looked at */
export function comparisonOf(there: Plan, here: Plan): Comparison {
  const renaming = renamingOf(there, here);
  const settings = settingChanges(there, here, renaming);
  const resources = there.resources.map((each) => ({ ...each, props: everywhere(each.props, renaming.here) }));
  const changes = changesOf({ ...there, resources }, here, {
    same: sameButFor(renaming),
    key: keyBy(here, settings, renaming),
  });
  const because = causesOf(settings, renaming, [...there.resources, ...here.resources]);
  const causes = new Map(settings.map((setting) => [setting.path, nothingOf(setting)]));

  const unexplained = (side: "added" | "removed") =>
    changes[side].filter((resource) => {
      const path = because.resource(resource, side);
      if (path === undefined) return true;
      causes.get(path)![side].push(resource);
      return false;
    });
  const changed = changes.changed.flatMap(({ resource, properties }) => {
    const rest = properties.filter((property) => {
      const paths = because.property(property, resource);
      for (const path of paths) {
        const cause = causes.get(path)!;
        cause.changed.add(resource.urn);
        cause.properties++;
      }
      return paths.length === 0;
    });
    return rest.length > 0 ? [{ resource, properties: rest }] : [];
  });
  return {
    with: there.stack,
    unexplained: { added: unexplained("added"), removed: unexplained("removed"), changed, unseen: changes.unseen },
    causes: [...causes.values()],
    changes,
  };
}

function nothingOf(setting: PropertyChange): Cause {
  return { ...setting, added: [], removed: [], changed: new Set(), properties: 0 };
}

/** One key for a resource and its counterpart: the URN that it has, or would have, here. */
function keyBy(here: Plan, settings: PropertyChange[], renaming: Renaming) {
  const own = new Set(here.resources.map(({ urn }) => urn));
  const words = settings.flatMap(wordsOf);
  return ({ urn }: PlannedResource, plan: "before" | "after"): string => {
    if (plan === "after") return urn;
    const [, project = "", ...rest] = urn.split("::");
    const at = (name: string) => `urn:pulumi:${here.stack}::${project}::${name}`;
    const name = rest.join("::");
    const moved = renaming.here(name);
    const set = words.reduce((text, { from, to }) => text.replaceAll(from, to), moved);
    return [at(name), at(moved), at(set)].find((candidate) => own.has(candidate)) ?? at(name);
  };
}
