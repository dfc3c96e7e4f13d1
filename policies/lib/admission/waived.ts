import { kindKey, kubernetesType } from "../kubernetes/type";
import type { Waiver } from "../waivers/schema";
import type { Exception } from "./exceptions";
import { KINDS } from "./kinds";

/**
 * The exceptions of a rule at admission: waivers of what tenants apply, and of cluster-scoped objects of charts. Others
 * are of namespaces where the API server does not ask.
 */
export function exceptionsOf(rule: string, waivers: readonly Waiver[], stack: string, today: string): Exception[] {
  return waivers
    .filter(({ policy, stacks, expires }) => policy === rule && (stacks?.includes(stack) ?? true) && expires >= today)
    .flatMap((waiver) => exceptionOf(waiver) ?? []);
}

function exceptionOf({ resource, chart, at, container, expires }: Waiver): Exception | undefined {
  const [token = "", ...rest] = resource.split("::");
  const type = kubernetesType(token);
  const kind = type && kindKey(type);
  const known = kind === undefined ? undefined : KINDS[kind];
  if (!kind || !known) return undefined;
  const { namespaced = true } = known;
  const name = rest.join("::");
  const common = { kind, expires, ...(container !== undefined && { container }) };
  if (at === "admission") {
    const [own = "", namespace] = name.split("/").reverse();
    return { ...common, name: own, ...(namespaced && { namespace: namespace ?? "" }) };
  }
  if (namespaced || chart === undefined || !name.startsWith(`${chart}:`)) return undefined;
  return { ...common, name: name.slice(chart.length + 1) };
}
