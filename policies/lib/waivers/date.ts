/** A day that exists, as YYYY-MM-DD: 2026-02-30 does not. */
export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The day in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
