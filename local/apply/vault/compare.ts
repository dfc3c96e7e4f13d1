import type { Body } from "./client";

const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * The fields of `desired` that are otherwise on the server. What is not declared is not looked at, and Vault answers in
 * its own forms: durations in seconds, lists in any order or as one string, nothing for what is empty.
 */
export function differences(desired: Body, current: Body): string[] {
  return Object.keys(desired).filter((key) => !same(desired[key], current[key]));
}

function same(desired: unknown, current: unknown): boolean {
  if (desired === undefined || desired === null) return true;
  if (isEmpty(desired) && isEmpty(current)) return true;
  if (Array.isArray(desired)) return sameList(desired, current);
  if (typeof desired === "object") {
    if (typeof current !== "object" || current === null) return false;
    return differences(desired as Body, current as Body).length === 0;
  }
  if (Array.isArray(current)) return sameList([desired], current);
  const [wanted, found] = [durationSeconds(desired), durationSeconds(current)];
  if (wanted !== undefined && found !== undefined) return wanted === found;
  return text(desired) === text(current);
}

function sameList(desired: unknown[], current: unknown): boolean {
  const found = Array.isArray(current) ? current : text(current) === "" ? [] : text(current).split(",");
  const sorted = (list: unknown[]) => JSON.stringify(list.map((each) => JSON.stringify(each).trim()).sort());
  return sorted(desired) === sorted(found);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** `768h`, `1h30m`, `900` or 900 in seconds; `undefined` for anything else. */
export function durationSeconds(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^(\d+|(\d+[smhd])+)$/.test(value)) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  return [...value.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit!]!,
    0,
  );
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return (typeof value === "string" ? value : JSON.stringify(value)).trim();
}
