import { mapParallel } from "../kubernetes";
import { messageOf } from "../lib/errors";
import { isNewer, newest } from "./newest";
import type { Pin } from "./pins";
import type { Published } from "./published";

/** A pin and what is known of it. */
export interface Examined extends Omit<Pin, "source"> {
  /** `unknown`: nobody could be asked, which is not the same as up to date. */
  status: "newest" | "newer" | "unknown";
  /** The newest version. */
  newest?: string;
  /** Why the status is unknown. */
  reason?: string;
  support: "ended" | "ends soon" | "supported" | "not announced";
}

/** How long before its end support is said to end soon (days). */
export const SOON_DAYS = 60;

/** @param today YYYY-MM-DD */
export async function examine(
  pins: readonly Pin[],
  published: Pick<Published, "versions">,
  today: string,
): Promise<Examined[]> {
  return mapParallel(pins, 8, async ({ source, ...pin }) => {
    const support = supportOn(today, pin.supportEnds);
    if (source.from === "nobody") return { ...pin, status: "unknown", reason: source.why, support };
    try {
      const versions = await published.versions(source);
      const found = newest(pin.version, versions);
      if (found === undefined) {
        const reason = versions.length === 0 ? "no versions are listed" : "no version like it is listed";
        return { ...pin, status: "unknown", reason, support };
      }
      return { ...pin, status: isNewer(found, pin.version) ? "newer" : "newest", newest: found, support };
    } catch (error) {
      return { ...pin, status: "unknown", reason: messageOf(error), support };
    }
  });
}

function supportOn(today: string, ends: string | undefined): Examined["support"] {
  if (ends === undefined) return "not announced";
  if (ends < today) return "ended";
  const days = (Date.parse(ends) - Date.parse(today)) / 86_400_000;
  return days <= SOON_DAYS ? "ends soon" : "supported";
}
