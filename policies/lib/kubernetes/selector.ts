import { attempt, concerning, entries, every, some, Undetermined } from "../unknowns";
import type { Labels } from "./labels";
import type { LabelSelector } from "./types";

interface Requirement {
  key: string;
  operator: string;
  values: ReadonlySet<string>;
}

/** A label selector, read once: evaluating it against many objects costs no reads of properties. */
export class Selector {
  private constructor(
    private readonly requirements: readonly (Requirement | Undetermined)[],
    /** Why there may be more requirements than these. */
    private readonly unread: Undetermined | undefined,
  ) {}

  /** @param owner `TYPE::NAME` of the resource that has it, for what is unknown; left out for the judged one. */
  static of(read: () => LabelSelector | null | undefined, owner?: string): Selector {
    const attribute = <T>(part: () => T) => attempt(() => concerning(owner, part));
    const selector = attribute(read);
    if (selector instanceof Undetermined) return new Selector([], selector);
    const labels = attribute(() => entries(selector?.matchLabels));
    const expressions = attribute(() => readExpressions(selector, attribute));
    const unread = [labels, expressions].find((part) => part instanceof Undetermined);
    return new Selector(
      [
        ...(labels instanceof Undetermined ? [] : labels).map(([key, value]) =>
          attribute(() => ({ key, operator: "In", values: new Set([value()]) })),
        ),
        ...(expressions instanceof Undetermined ? [] : expressions),
      ],
      unread instanceof Undetermined ? unread : undefined,
    );
  }

  /** Selects everything. */
  get empty(): boolean {
    if (this.requirements.length > 0) return false;
    if (this.unread) throw this.unread;
    return true;
  }

  matches(labels: Labels): boolean {
    return every(
      () => this.all(),
      (requirement) => satisfied(known(requirement), labels),
    );
  }

  /** Whether everything that this selects is provably selected by `other`. */
  implies(other: Selector): boolean {
    return every(
      () => other.all(),
      (item) => {
        const theirs = known(item);
        return some(
          () => this.all(),
          (mine) => implied(known(mine), theirs),
        );
      },
    );
  }

  /** True if some requirement asks for a label, so that whoever sets labels decides what is selected. */
  get positive(): boolean {
    return some(
      () => this.all(),
      (requirement) => {
        const { key, operator } = known(requirement);
        // Every namespace has this label: that it exists says nothing.
        return operator === "In" || (operator === "Exists" && key !== "kubernetes.io/metadata.name");
      },
    );
  }

  /** The values that a label must have one of, none when it is not limited to any. */
  values(label: string): string[] {
    const known = this.requirements.filter((item): item is Requirement => !(item instanceof Undetermined));
    return known.flatMap(({ key, operator, values }) => (key === label && operator === "In" ? [...values] : []));
  }

  /** The same for selectors that read the same; undefined if something is unknown. */
  get key(): string | undefined {
    const items = this.all();
    if (items.some((item) => item instanceof Undetermined)) return undefined;
    return JSON.stringify(
      (items as Requirement[]).map(({ key, operator, values }) => [key, operator, ...[...values].sort()].join()).sort(),
    );
  }

  private all(): readonly (Requirement | Undetermined)[] {
    return this.unread ? [...this.requirements, this.unread] : this.requirements;
  }
}

function readExpressions(
  selector: LabelSelector | null | undefined,
  attribute: <T>(read: () => T) => T | Undetermined,
): (Requirement | Undetermined)[] {
  const expressions = selector?.matchExpressions;
  if (!Array.isArray(expressions)) return [];
  return Array.from({ length: expressions.length }, (_, index) =>
    attribute(() => {
      const expression = expressions[index];
      const values = expression?.values;
      return {
        key: expression?.key ?? "",
        operator: expression?.operator ?? "",
        values: new Set(Array.isArray(values) ? values.map(String) : []),
      };
    }),
  );
}

function known(requirement: Requirement | Undetermined): Requirement {
  if (requirement instanceof Undetermined) throw requirement;
  return requirement;
}

function satisfied({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels.get(key);
  switch (operator) {
    case "In":
      return value !== undefined && values.has(value);
    case "NotIn":
      return value === undefined || !values.has(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false; // The API server refuses it.
  }
}

/** Whether whatever satisfies `a` satisfies `b`. */
function implied(a: Requirement, b: Requirement): boolean {
  if (a.key !== b.key) return false;
  const within = (inner: ReadonlySet<string>, outer: ReadonlySet<string>) => [...inner].every((v) => outer.has(v));
  switch (b.operator) {
    case "In":
      return a.operator === "In" && within(a.values, b.values);
    case "Exists":
      return a.operator === "In" || a.operator === "Exists";
    case "DoesNotExist":
      return a.operator === "DoesNotExist";
    default:
      if (a.operator === "NotIn") return within(b.values, a.values);
      return a.operator === "DoesNotExist" || (a.operator === "In" && ![...a.values].some((v) => b.values.has(v)));
  }
}
