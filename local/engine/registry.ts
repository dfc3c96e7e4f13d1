import { dependenciesOf, type Goal } from "./goal";
import { registrationOrder } from "./order";
import type { RegisteredResource } from "./types";
import { parseReference } from "./urn";

/** A resource from the moment the engine hears of it. */
export interface Entry {
  goal: Goal;
  /** The engine has taken it up: children may follow. */
  accepted: Promise<void>;
  /** It exists, with everything a provider's plugin makes for it: dependents may follow. */
  settled: Promise<void>;
  accept: () => void;
  settle: () => void;
  /** Its place among the requests. */
  sequence: number;
  /** Set when it exists. */
  resource?: RegisteredResource;
}

/** Every resource of the run by URN. */
export class Registry {
  private readonly entries = new Map<string, Entry>();
  private readonly aliases = new Map<string, string>();
  private sequence = 0;

  /** Claims the URN. Throws what Pulumi's engine says when it, or one of its aliases, is taken. */
  reserve(goal: Goal): Entry {
    const { urn } = goal;
    if (this.entries.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    const holder = this.aliases.get(urn);
    if (holder !== undefined) {
      throw new Error(`Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${holder}'`);
    }
    const entry = newEntry(goal, ++this.sequence);
    this.entries.set(urn, entry);
    return entry;
  }

  /** Takes the resource up, with its aliases. */
  accept(entry: Entry): void {
    const { urn, aliases } = entry.goal;
    for (const alias of aliases) {
      const holder = this.entries.has(alias) ? alias : this.aliases.get(alias);
      if (holder !== undefined && holder !== urn) {
        throw new Error(
          `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN '${holder}'`,
        );
      }
      this.aliases.set(alias, urn);
    }
    entry.accept();
  }

  get(urn: string): Entry | undefined {
    return this.entries.get(urn);
  }

  /** Resources that exist, in the order of {@link registrationOrder}. */
  list(): Entry[] {
    const existing = [...this.entries.values()].filter(({ resource }) => resource !== undefined);
    return registrationOrder(existing.map((entry) => placed(entry))).map(({ entry }) => entry);
  }

  /** The resource's parent, its parent, and so on. */
  ancestors(urn: string): Entry[] {
    const parent = this.entries.get(this.entries.get(urn)?.goal.parent ?? "");
    return parent ? [parent, ...this.ancestors(parent.goal.urn)] : [];
  }
}

function newEntry(goal: Goal, sequence: number): Entry {
  const [accepted, accept] = deferred();
  const [settled, settle] = deferred();
  return { goal, accepted, accept, settled, settle, sequence };
}

function deferred(): [Promise<void>, () => void] {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

function placed(entry: Entry) {
  const { goal, sequence } = entry;
  const provider = parseReference(goal.options.getProvider())?.urn;
  const predecessors = [goal.parent, ...(provider ? [provider] : []), ...dependenciesOf(goal)].filter(
    (urn) => urn !== "",
  );
  return { entry, urn: goal.urn, sequence, predecessors };
}
