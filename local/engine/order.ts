/** What decides a resource's place in the list. */
export interface Placed {
  urn: string;
  /** Its place among the program's requests, which differs from run to run among resources that wait for others. */
  sequence: number;
  /** URNs that it waited for: parent, provider, dependencies. */
  predecessors: readonly string[];
}

/**
 * The order in which a program registers its resources when every answer takes equally long, so that two runs of one
 * program list them alike: first what waits for nothing, then what waited for that only, and so on; inside such a wave
 * by what was waited for, then by the program's own order.
 */
export function registrationOrder<T extends Placed>(resources: readonly T[]): T[] {
  const waves = new Map<number, T[]>();
  for (const [resource, wave] of wavesOf(resources)) waves.set(wave, [...(waves.get(wave) ?? []), resource]);
  const ranks = new Map<string, number>();
  const latestFirst = ({ predecessors }: T) => predecessors.map((urn) => ranks.get(urn) ?? 0).sort((a, b) => b - a);
  return [...waves.keys()]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const wave = (waves.get(number) ?? []).map((resource) => ({ resource, after: latestFirst(resource) }));
      wave.sort((a, b) => compare(a.after, b.after) || a.resource.sequence - b.resource.sequence);
      for (const { resource } of wave) ranks.set(resource.urn, ranks.size + 1);
      return wave.map(({ resource }) => resource);
    });
}

/** A wave is one later than the latest of what was waited for. */
function wavesOf<T extends Placed>(resources: readonly T[]): Map<T, number> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const waves = new Map<T, number>();
  const waveOf = (resource: T): number => {
    const known = waves.get(resource);
    if (known !== undefined) return known;
    const before = resource.predecessors.flatMap((urn) => byUrn.get(urn) ?? []);
    const wave = Math.max(-1, ...before.map(waveOf)) + 1;
    waves.set(resource, wave);
    return wave;
  };
  resources.forEach(waveOf);
  return waves;
}

function compare(a: number[], b: number[]): number {
  const differing = a.findIndex((rank, index) => rank !== b[index]);
  if (differing === -1) return a.length - b.length;
  return (a[differing] ?? 0) - (b[differing] ?? 0);
}
