import type { Report } from "../report";
import type { Resource } from "../rule";
import { any, attempt, select, some, undetermined, Undetermined } from "../unknowns";
import { eachObject, type KubernetesObject } from "./object";
import { kindKey, kubernetesType } from "./type";
import type { Body } from "./types";

/** The Kubernetes objects of a stack by kind. Building it reads nothing but types, and the items of lists. */
export class StackObjects {
  private readonly byKind = new Map<string, KubernetesObject[]>();
  private doubt: Undetermined | undefined;

  /** @param report Told about list items that cannot be read yet. */
  constructor(
    readonly resources: readonly Resource[],
    report: Report,
  ) {
    for (const resource of resources) {
      const type = kubernetesType(resource.type);
      if (!type) continue;
      const before = report.findings.length;
      report.on(resource.urn, () => eachObject(resource, report, (object) => this.add(object)));
      if (report.findings.length > before) this.doubt = new Undetermined("items", `${resource.type}::${resource.name}`);
    }
  }

  /** Objects of the kinds (`group/Kind`), patches among them, in the order of the stack. */
  of<B extends Body = Body>(...kinds: readonly string[]): KubernetesObject<B>[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []) as KubernetesObject<B>[];
  }

  /** Every kind that the stack has, as `group/Kind`. */
  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** Why there may be more objects than these: a list whose items are unknown. */
  get hidden(): Undetermined | undefined {
    return this.doubt;
  }

  /** Objects by a key, such as their namespace. */
  index<B extends Body>(
    objects: readonly KubernetesObject<B>[],
    key: (object: KubernetesObject<B>) => string,
  ): Index<KubernetesObject<B>> {
    const index = new Index<KubernetesObject<B>>(this.doubt);
    for (const object of objects) index.add(object, () => key(object), object.id);
    return index;
  }

  private add(object: KubernetesObject): void {
    const key = kindKey(object.type);
    const objects = this.byKind.get(key);
    if (objects) objects.push(object);
    else this.byKind.set(key, [object]);
  }
}

/** Items by a key that may be unknown: an item without a known key may be any that is looked for. */
export class Index<T> {
  private readonly placed = new Map<string, T[]>();
  private readonly unplaced: { item: T; unknown: Undetermined }[] = [];

  /** @param hidden Why there may be items that are not in the index. */
  constructor(private readonly hidden?: Undetermined) {}

  /** @param owner `TYPE::NAME` of the resource that the key is read from. */
  add(item: T, key: () => string, owner: string): void {
    try {
      const at = key();
      const items = this.placed.get(at);
      if (items) items.push(item);
      else this.placed.set(at, [item]);
    } catch (error) {
      this.unplaced.push({ item, unknown: undetermined(error).from(owner) });
    }
  }

  /** Items that certainly have the key. */
  at(key: string): readonly T[] {
    return this.placed.get(key) ?? [];
  }

  /** Items that have the key and for which `holds` is true; throws while others may be among them. */
  find(key: string, holds: (item: T) => boolean): T[] {
    const { found, unknown } = select(() => this.at(key), holds);
    const doubt = unknown[0] ?? this.stray((item) => attempt(() => holds(item)) !== false) ?? this.hidden;
    if (doubt) throw doubt;
    return found;
  }

  /** Why an item that is not found may still be there. */
  get doubt(): Undetermined | undefined {
    return this.stray() ?? this.hidden;
  }

  /** Why one of the items for which `may` holds may be any that is looked for. */
  stray(may: (item: T) => boolean = () => true): Undetermined | undefined {
    return this.unplaced.find(({ item }) => may(item))?.unknown;
  }

  /** Three-valued: whether an item with this key holds. */
  some(key: string, holds: (item: T) => boolean = () => true): boolean {
    return any(
      () => some(() => this.at(key), holds),
      () =>
        some(
          () => this.unplaced,
          ({ item, unknown }) => {
            if (holds(item)) throw unknown;
            return false;
          },
        ),
      () => {
        if (this.hidden) throw this.hidden;
        return false;
      },
    );
  }
}
