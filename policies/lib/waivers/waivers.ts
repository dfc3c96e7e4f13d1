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

  /** Whether any waiver is in force. */
  get any(): boolean {
    return this.uses.size > 0;
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
    const stack = new Stack(resources);
    for (const [waiver, urns] of this.uses) {
      if (foreign(waiver, urns, stack.charts)) {
        problems.push(
          `${label(waiver)} names the chart ${waiver.chart}, which did not make the resource; mend or remove "chart"`,
        );
      } else if (urns.size === 0 && stack.has(waiver)) {
        problems.push(`${label(waiver)} matches no finding of this stack; remove it`);
      }
      if (urns.size > 1) {
        const types = [...urns].map((urn) => urn.split("::")[2]).join(" and ");
        problems.push(`${label(waiver)} matches ${urns.size} resources; write the whole type, ${types}`);
      }
    }
    return problems;
  }

  /**
   * What nothing here tells about unused waivers: those of objects of charts that were not rendered, and those of
   * resources that the stack does not have, perhaps because a part is switched off. One message each.
   */
  unchecked(resources: readonly Resource[]): Message[] {
    const stack = new Stack(resources);
    const unused = [...this.uses].filter(([, urns]) => urns.size === 0).map(([waiver]) => waiver);
    const hidden = unused.flatMap((waiver) => stack.unrendered(waiver).map(({ urn }) => typeAndName(urn)[1]));
    const absent = unused.filter((waiver) => stack.unrendered(waiver).length === 0 && !stack.has(waiver));
    const texts = [
      hidden.length > 0 &&
        `nothing says whether the waivers of objects of charts that were not rendered here are needed: ${counted(hidden)}`,
      absent.length > 0 &&
        `the stack does not have the resources of these waivers: ${counted(absent.map(({ resource }) => nameIn(resource)))}; remove those that no stack needs`,
    ];
    return texts.filter((text) => text !== false).map((text) => ({ urn: "", text }));
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

/** What of a stack tells whether a waiver could match anything. */
class Stack {
  readonly charts: Charts;
  private readonly ids = new Set<string>();

  constructor(resources: readonly Resource[]) {
    this.charts = new Charts(resources);
    for (const { urn } of resources) for (const id of idsOf(urn)) this.ids.add(id);
  }

  has({ resource }: Waiver): boolean {
    return this.ids.has(resource);
  }

  unrendered({ chart }: Waiver): Resource[] {
    return chart === undefined ? [] : this.charts.named(chart).filter((item) => !this.charts.isRendered(item));
  }
}

/** Whether the waiver was used for a resource that is not of the chart it names. */
function foreign({ chart: name }: Waiver, urns: ReadonlySet<string>, charts: Charts): boolean {
  if (name === undefined) return false;
  const named = charts.named(name);
  return [...urns].some((urn) => !named.some((chart) => charts.owns(chart, urn)));
}

/** `a, b (2)`: each name once, with how often it stands there. */
function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count})`)).join(", ");
}

function nameIn(resource: string): string {
  return resource.slice(resource.indexOf("::") + 2);
}

/** A waiver may write the resource's own type, or the chain of its parents' types as the URN does. */
function idsOf(urn: string): string[] {
  const [type, name] = typeAndName(urn);
  const leaf = type.slice(type.lastIndexOf("$") + 1);
  return leaf === type ? [`${leaf}::${name}`] : [`${leaf}::${name}`, `${type}::${name}`];
}

function lookup(map: ReadonlyMap<string, Waiver[]>, policy: string, urn: string): Waiver[] {
  if (map.size === 0) return [];
  return idsOf(urn).flatMap((id) => map.get(`${policy} ${id}`) ?? []);
}

/** The last two parts of a URN; a name may itself hold `::`. */
export function typeAndName(urn: string): [type: string, name: string] {
  const [, , type = "", ...name] = urn.split("::");
  return [type, name.join("::")];
}
