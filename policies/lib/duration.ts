import { text } from "./unknowns";

/** A duration as Go writes it, in hours; undefined for what is none. */
export function hoursOf(duration: unknown): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text(duration));
  if (!match || match[0] === "") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
}
