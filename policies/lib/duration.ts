import { text } from "./unknowns";

/** A duration as Go writes it, in hours; undefined for what is none. */
export function hoursOf(duration: unknown): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text(duration));
  if (!match || match[0] === "") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
}

/** A duration as Vault takes it, in seconds: a number of them, days, or as Go writes it. */
export function secondsOf(duration: unknown): number | undefined {
  if (typeof duration === "number") return duration;
  const [, number, days] = /^(\d+)(d?)$/.exec(text(duration)) ?? [];
  if (number !== undefined) return Number(number) * (days ? 86_400 : 1);
  const hours = hoursOf(duration);
  return hours === undefined ? undefined : 3600 * hours;
}
