const secondsPerUnit: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Seconds of a duration as Go writes it, such as `1h30m` or `2.5s`; 0 when there is none. */
export function secondsOf(duration: string | undefined): number {
  if (!duration) return 0;
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(duration)) {
    throw new Error(`unable to parse customTimeout Value ${duration}`);
  }
  const parts = [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)];
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * (secondsPerUnit[unit ?? ""] ?? 0), 0);
}
