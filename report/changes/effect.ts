import { kindOf } from "../components";
import { counted } from "../objects";
import type { PlannedResource } from "../plan";
import type { Cause } from "./comparison";

/** What comes of a setting, in a few words. */
export function effectOf({ added, removed, changed, properties }: Cause, here: string, there: string): string {
  const kinds = (resources: PlannedResource[]) => {
    const counts = new Map<string, number>();
    for (const { type } of resources) counts.set(kindOf(type), (counts.get(kindOf(type)) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const shown = most.slice(0, 3).map(([kind, number]) => `${number} ${kind}`);
    return most.length > 3 ? [...shown, "…"].join(", ") : shown.join(", ");
  };
  const parts = [
    ...(added.length > 0 ? [`${counted(added.length, "resource")} only in ${here} (${kinds(added)})`] : []),
    ...(removed.length > 0 ? [`${counted(removed.length, "resource")} only in ${there} (${kinds(removed)})`] : []),
    ...(properties > 0
      ? [`${counted(properties, "property", "properties")} of ${counted(changed.size, "resource")}`]
      : []),
  ];
  return parts.join("; ") || "nothing that it explains alone";
}

/** Settings with the most effect first. */
export function byEffect(causes: Cause[]): Cause[] {
  const weight = ({ added, removed, properties }: Cause) => (added.length + removed.length) * 10 + properties;
  return [...causes].sort((a, b) => weight(b) - weight(a));
}
