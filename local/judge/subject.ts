import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { ProviderResource } from "../engine/analysis";
import type { Goal } from "../engine/goal";
import type { Properties } from "../engine/values";

/** Keys and indexes that lead to a value: `["spec", "containers", 0]`. */
export type Path = readonly (string | number)[];

/** Where a resource is written. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** The line of the deepest part of a path that is written, and how many steps of the path that part is deep. */
  within?: (path: Path) => { line: number; depth: number };
}

/** A resource as the packs are asked about it, though no program registers it. */
export interface Subject {
  goal: Goal;
  /** What is judged with the whole stack: for what is not deployed, its inputs. */
  outputs: Properties;
  dependencies: readonly string[];
  propertyDependencies: Readonly<Record<string, string[]>>;
  provider?: ProviderResource;
  /** Undefined for the stack that manifests are put into. */
  place?: Place;
}

/** A goal of which only this much is known. */
export function goal(known: Pick<Goal, "urn" | "type" | "name" | "parent" | "custom" | "inputs">): Goal {
  return {
    ...known,
    remote: false,
    propertyDependencies: new Map(),
    options: new TransformResourceOptions(),
    aliases: [],
    transforms: [],
  };
}
