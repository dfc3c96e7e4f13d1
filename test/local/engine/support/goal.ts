import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { Goal } from "../../../../local/engine/goal";
import { createUrn, rootUrn } from "../../../../local/engine/urn";

/** A custom resource of the project "demo" that asks for nothing in particular. */
export function goal(type: string, name: string, changes: Partial<Goal> = {}): Goal {
  const parent = changes.parent ?? rootUrn("dev", "demo");
  return {
    urn: createUrn("dev", "demo", parent, type, name),
    type,
    name,
    custom: true,
    remote: false,
    parent,
    inputs: {},
    propertyDependencies: new Map(),
    options: new TransformResourceOptions(),
    aliases: [],
    transforms: [],
    ...changes,
  };
}
