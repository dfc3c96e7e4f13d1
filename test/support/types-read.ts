import type { PolicyResourceOptions } from "@pulumi/policy";

import { kubernetesType } from "../../policies/lib/kubernetes/type";
import { typeKey } from "../../policies/lib/meta/types";
import { Report } from "../../policies/lib/report";
import type { Resource } from "../../policies/lib/rule";
import { TODAY, urnOf, type TestResource } from "./policies";
import { judged, type RuleCases } from "./rules";

/** Where an object is, which every object has, whatever its type. */
const PLACE = ["metadata", "items", "namespace"];

/**
 * Types of which a rule reads more than names and places while it judges its cases. Of rules about single resources it
 * is those that they say they are about, unless that is every type.
 *
 * @param all Types to ask about.
 */
export function typesRead({ rule, passing, failing }: RuleCases, all: readonly string[]): string[] {
  if (rule.kind === "resource") {
    const own = all.filter((type) => !kubernetesType(type)?.list && rule.applies(type));
    return rule.applies("kubernetes:example.com/v1:Anything") ? [] : own.map(typeKey);
  }
  const read = new Set<string>();
  for (const run of [...Object.values(passing).map(judged), ...Object.values(failing)]) {
    const { resources, config = {}, environment = "production" } = run;
    const circumstances = { environment, today: TODAY, imagesLocked: true, ownRegistries: [] };
    const report = new Report("", <T extends object>() => config as Partial<T>, circumstances);
    const recorded = resources.map((resource) => recording(resource, () => read.add(typeKey(resource.type))));
    report.attempt(() => rule.check(recorded, report));
  }
  return [...read];
}

/** Types of all resources in the cases. */
export function typesIn({ passing, failing, unknown }: RuleCases): string[] {
  const runs = [...Object.values(passing).map(judged), ...Object.values(failing), ...Object.values(unknown)];
  return runs.flatMap(({ resources }) => resources.map(({ type }) => type));
}

function recording(resource: TestResource, note: () => void): Resource {
  const seen = (key: PropertyKey) => {
    if (!PLACE.includes(String(key))) note();
  };
  const props = new Proxy(resource.props, {
    get: (target, key) => {
      seen(key);
      return Reflect.get(target, key) as unknown;
    },
    has: (target, key) => {
      seen(key);
      return key in target;
    },
  });
  const { type, name, parent, madeOf = {} } = resource;
  const sources = (ids: string[]) =>
    ids.map((id) => ({ urn: `urn:pulumi:test::platform::${id}`, type: id.split("::")[0] ?? "" }));
  return {
    urn: urnOf(resource),
    type,
    name,
    props,
    opts: {} as PolicyResourceOptions,
    ...(parent !== undefined && { parent: { urn: parent } }),
    propertyDependencies: Object.fromEntries(Object.entries(madeOf).map(([property, ids]) => [property, sources(ids)])),
  };
}
