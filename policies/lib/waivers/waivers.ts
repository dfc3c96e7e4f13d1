import { Charts } from "../kubernetes/charts";
import type { Resource } from "../rule";
import type { Message } from "../session";
import type { WaiversFile } from "./file";
import type { Waiver, WaiverProblem } from "./schema";

/** What a pack must know to tell which waivers are its own. */
export interface WaiverScope {
  stack: string;
  /** Rules of this pack. */
  policies: ReadonlySet<string>;
  /** Those of them that do not run in this environment: their waivers cannot match. */
  disabled: ReadonlySet<string>;
  /** Rules of all packs. */
  known: ReadonlySet<string>;
}

/** The waivers of one pack and stack, and which of them were used. */
export class Waivers {
  private readonly active = new Map<string, Waiver[]>();
  private readonly expired = new Map<string, Waiver[]>();
  private readonly uses = new Map<Waiver, Set<string>>();
  private readonly faults: string[] = [];

  constructor(
    private readonly file: WaiversFile,
    private readonly scope: WaiverScope,
  ) {
    const mine = ({ policy }: { policy?: string }) =>
      policy === undefined || scope.policies.has(policy) || !scope.known.has(policy);
    this.faults.push(...file.problems.filter((problem: WaiverProblem) => mine(problem)).map(({ message }) => message));
    for (const waiver of file.waivers.filter(mine)) this.admit(waiver);
  }

  /** Policies of this pack that have a waiver in force. */
  get policies(): ReadonlySet<string> {
    return new Set([...this.active.values()].flat().map(({ policy }) => policy));
  }

  /** The waiver in force for a finding; asking counts as its use. A waiver of the container goes first. */
  use(policy: string, urn: string, container?: string): Waiver | undefined {
    const candidates = lookup(this.active, policy, urn);
    const waiver =
      candidates.find((w) => w.container !== undefined && w.container === container) ??
      candidates.find((w) => w.container === undefined);
    if (waiver) this.uses.get(waiver)?.add(urn);
    return waiver;
  }

  /** Whether any waiver of the policy is in force for the resource, for all of it or for a container. */
  touches(policy: string, urn: string): boolean {
    return lookup(this.active, policy, urn).length > 0;
  }

  /** The last day of a waiver that would have covered the finding. */
  expiry(policy: string, urn: string, container?: string): string | undefined {
    const covers = (w: Waiver) => w.container === undefined || w.container === container;
    return lookup(this.expired, policy, urn).find(covers)?.expires;
  }

  /** Whether any waiver in force is of an object that a chart makes. */
  get ofCharts(): boolean {
    return [...this.uses.keys()].some(({ chart }) => chart !== undefined);
  }

  /**
   * What is wrong with the waivers now: ask at the end of a run, when all uses are known.
   *
   * @param resources All of the stack.
   */
  problems(resources: readonly Resource[]): string[] {
    const problems = [...this.faults];
    for (const waiver of [...this.expired.values()].flat()) {
      problems.push(`${label(waiver)} expired on ${waiver.expires}; mend the resource or renew the decision`);
    }
    const charts = new Charts(resources);
    for (const [waiver, urns] of this.uses) {
      const fault = chartFault(waiver, urns, charts);
      if (fault !== undefined) problems.push(`${label(waiver)} ${fault}`);
      else if (urns.size === 0 && unrendered(waiver, charts).length === 0) {
        problems.push(`${label(waiver)} matches no finding of this stack; remove it`);
      }
      if (urns.size > 1) {
        const types = [...urns].map((urn) => urn.split("::")[2]).join(" and ");
        problems.push(`${label(waiver)} matches ${urns.size} resources; write the whole type, ${types}`);
      }
    }
    return problems;
  }

  /** One message about the waivers that nothing tells whether they are needed: how many of which unrendered chart. */
  unchecked(resources: readonly Resource[]): Message[] {
    const charts = new Charts(resources);
    const byChart = new Map<string, number>();
    for (const [waiver, urns] of this.uses) {
      if (urns.size > 0) continue;
      for (const { urn } of unrendered(waiver, charts)) {
        byChart.set(urn, (byChart.get(urn) ?? 0) + 1);
      }
    }
    if (byChart.size === 0) return [];
    const each = [...byChart].map(([urn, count]) => `${typeAndName(urn)[1]} (${count})`).join(", ");
    const text = `nothing says whether the waivers of objects of charts that were not rendered here are needed: ${each}`;
    return [{ urn: "", text }];
  }

  private admit(waiver: Waiver): void {
    if (!this.scope.known.has(waiver.policy)) {
      this.faults.push(`${label(waiver)} names a policy that does not exist; mend or remove it`);
      return;
    }
    if (waiver.stacks && !waiver.stacks.includes(this.scope.stack)) return;
    if (this.scope.disabled.has(waiver.policy)) return;
    const expired = this.file.today > waiver.expires;
    const map = expired ? this.expired : this.active;
    const key = `${waiver.policy} ${waiver.resource}`;
    map.set(key, [...(map.get(key) ?? []), waiver]);
    if (!expired) this.uses.set(waiver, new Set());
  }
}

function label(waiver: Waiver): string {
  const container = waiver.container === undefined ? "" : ` (container ${waiver.container})`;
  return `the waiver of ${waiver.policy} for ${waiver.resource}${container}`;
}

/** What is wrong about the chart that the waiver names. */
function chartFault({ chart: name }: Waiver, urns: ReadonlySet<string>, charts: Charts): string | undefined {
  if (name === undefined) return undefined;
  const named = charts.named(name);
  if (named.length === 0) return `names the chart ${name}, which this stack does not have; mend or remove it`;
  const foreign = [...urns].some((urn) => !named.some((chart) => charts.owns(chart, urn)));
  return foreign ? `names the chart ${name}, which did not make the resource; mend or remove "chart"` : undefined;
}

function unrendered({ chart }: Waiver, charts: Charts): Resource[] {
  return chart === undefined ? [] : charts.named(chart).filter((item) => !charts.isRendered(item));
}

/** A waiver may write the resource's own type, or the chain of its parents' types as the URN does. */
function lookup(map: ReadonlyMap<string, Waiver[]>, policy: string, urn: string): Waiver[] {
  if (map.size === 0) return [];
  const [type, name] = typeAndName(urn);
  const leaf = type.slice(type.lastIndexOf("$") + 1);
  const own = map.get(`${policy} ${leaf}::${name}`) ?? [];
  return leaf === type ? own : [...own, ...(map.get(`${policy} ${type}::${name}`) ?? [])];
}

/** The last two parts of a URN; a name may itself hold `::`. */
export function typeAndName(urn: string): [type: string, name: string] {
  const [, , type = "", ...name] = urn.split("::");
  return [type, name.join("::")];
}
