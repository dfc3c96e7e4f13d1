import type { z } from "zod";
import { unwrap } from "../introspect";
import { mostImportant } from "../team";
import type { Settings } from "../index";
import { defaultThresholds } from "./threshold";
import { thresholdSettings } from "./thresholds";

type Given = Settings["alerts"]["thresholds"];

/** Every threshold, in the unit of its setting. */
export type Thresholds = { [Group in keyof Given]: { [Name in keyof Given[Group]]-?: number } };

/** Thresholds of a stack: those given, and else the defaults of the most important environment that it carries. */
export function thresholdsOf({ thresholds }: Settings["alerts"], environments: Settings["environments"]): Thresholds {
  const environment = mostImportant(environments);
  const groups = Object.entries(membersOf(thresholdSettings)).map(([group, schema]) => {
    const given: Record<string, number | undefined> = thresholds[group as keyof Given];
    const values = Object.entries(membersOf(schema)).map(([name, member]): [string, number] => [
      name,
      given[name] ?? defaultThresholds.get(member)![environment],
    ]);
    return [group, Object.fromEntries(values)];
  });
  return Object.fromEntries(groups) as Thresholds;
}

function membersOf(schema: z.ZodType): Record<string, z.ZodType> {
  return (unwrap(schema) as z.ZodObject<Record<string, z.ZodType>>).shape;
}
