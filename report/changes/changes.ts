import type { Plan, PlannedResource } from "../plan";
import { propertyChanges, type PropertyChange } from "./properties";

/** A resource of both plans that is not the same in them. */
export interface ChangedResource {
  resource: PlannedResource;
  properties: PropertyChange[];
}

/** What is not the same in two plans. */
export interface Changes {
  /** Only in the later plan. */
  added: PlannedResource[];
  /** Only in the earlier plan. */
  removed: PlannedResource[];
  changed: ChangedResource[];
  /** Charts whose objects only one of the plans shows, so that nothing is said of them. */
  unseen: string[];
}

/** What two plans are compared by. */
export interface Matching {
  /** Resources with the same key are the same resource. */
  key: (resource: PlannedResource, plan: "before" | "after") => string;
  /** Whether two values count as equal. */
  same: (before: unknown, after: unknown) => boolean;
}

const exactly: Matching = { key: ({ urn }) => urn, same: Object.is };

/** Compares the resources of two plans, components left out. */
export function changesOf(before: Compared, after: Compared, { key, same }: Matching = exactly): Changes {
  const unseen = unseenCharts(before, after);
  const seen = ({ resources }: Compared) =>
    resources.filter(({ custom, parent }) => custom && !unseen.has(nameOf(parent ?? "")));
  const earlier = new Map(seen(before).map((resource) => [key(resource, "before"), resource]));
  const later = new Map(seen(after).map((resource) => [key(resource, "after"), resource]));
  return {
    added: [...later].filter(([at]) => !earlier.has(at)).map(([, resource]) => resource),
    removed: [...earlier].filter(([at]) => !later.has(at)).map(([, resource]) => resource),
    changed: [...later].flatMap(([at, resource]) => {
      const was = earlier.get(at);
      const properties = was ? differing(was, resource, same) : [];
      return properties.length > 0 ? [{ resource, properties }] : [];
    }),
    unseen: [...unseen].sort(),
  };
}

type Compared = Pick<Plan, "resources" | "charts">;

function differing(was: PlannedResource, is: PlannedResource, same: Matching["same"]): PropertyChange[] {
  const properties = propertyChanges(was.props, is.props, same);
  if (was.protect === is.protect) return properties;
  return [...properties, { path: "(protect)", before: was.protect, after: is.protect }];
}

/** Charts of both plans that were rendered in one only: on machines with charts and without, plans are not alike. */
function unseenCharts(before: Compared, after: Compared): Set<string> {
  const rendered = new Map(before.charts.map((chart) => [chart.name, chart.rendered]));
  return new Set(
    after.charts
      .filter((chart) => rendered.has(chart.name) && rendered.get(chart.name) !== chart.rendered)
      .map(({ name }) => name),
  );
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Whether anything differs that could be seen. */
export function isEmpty({ added, removed, changed }: Changes): boolean {
  return added.length + removed.length + changed.length === 0;
}

/** `3 added, 1 removed, 12 changed`, or that nothing changed. */
export function changeCounts(changes: Changes): string {
  if (isEmpty(changes)) return "no resource changes";
  const { added, removed, changed } = changes;
  return `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
}
