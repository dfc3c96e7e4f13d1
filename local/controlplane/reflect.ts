/** Three functions of the metadata proposal, with the values kept by object and key. */
interface Metadata {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

/** Gives `Reflect` what tsyringe, inside of @peculiar/x509, looks for when it is loaded: call it before. */
export function provideMetadata(): void {
  const kept = new WeakMap<object, Map<unknown, unknown>>();
  const reflect = Reflect as Metadata;
  reflect.getOwnMetadata ??= (key, target) => kept.get(target)?.get(key);
  reflect.defineMetadata ??= (key, value, target) => {
    kept.set(target, (kept.get(target) ?? new Map<unknown, unknown>()).set(key, value));
  };
  reflect.getMetadata ??= (key, target) => {
    for (let owner: object | null = target; owner; owner = Object.getPrototypeOf(owner) as object | null) {
      const values = kept.get(owner);
      if (values?.has(key)) return values.get(key);
    }
    return undefined;
  };
}
