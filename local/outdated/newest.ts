interface Version {
  numbers: number[];
  /** What follows the numbers: a variant of an image, a preview. */
  rest: string;
}

function parse(version: string): Version | undefined {
  const [, numbers, rest = ""] = /^v?(\d+(?:\.\d+)*)(.*)$/.exec(version) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split(".").map(Number), rest };
}

/**
 * The newest of the published versions that could take the pin's place: of the same variant, hence no preview, and with
 * as many numbers. A pin of fewer numbers than are published, such as `1.35`, is compared by these.
 *
 * @returns undefined when none is comparable; the pin's own numbers when it is the newest
 */
export function newest(pin: string, published: readonly string[]): string | undefined {
  const own = parse(pin);
  if (!own) return undefined;
  const count = own.numbers.length;
  const variants = published.flatMap((text) => {
    const version = parse(text);
    return version?.rest === own.rest ? [version.numbers] : [];
  });
  const alike = variants.filter(({ length }) => length === count);
  const candidates = alike.length > 0 ? alike : variants.filter(({ length }) => length > count);
  const best = candidates
    .map((numbers) => numbers.slice(0, count))
    .sort(compare)
    .at(-1);
  if (best === undefined) return undefined;
  return `${pin.startsWith("v") ? "v" : ""}${best.join(".")}${own.rest}`;
}

/** Whether `a` comes after `b`. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  return left !== undefined && right !== undefined && compare(left.numbers, right.numbers) > 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
