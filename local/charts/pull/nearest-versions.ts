/** At most `count` of `versions`, those that differ least from `wanted` first: in the major number, then the minor, then the patch. */
export function nearestVersions(wanted: string, versions: string[], count = 3): string[] {
  const target = numbers(wanted);
  const ranked = versions.map((version) => ({
    version,
    distance: numbers(version).map((number, i) => Math.abs(number - (target[i] ?? 0))),
  }));
  const compare = (a: number[], b: number[]) =>
    a.map((x, i) => x - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return ranked
    .sort((a, b) => compare(a.distance, b.distance))
    .slice(0, count)
    .map(({ version }) => version);
}

function numbers(version: string): number[] {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  // What is no version, such as the tag "latest", is far from all.
  return [major, minor, patch].map((number) => Number(number ?? 1e9));
}
