/** The longest time between two runs of a schedule (minutes), undefined for what is no schedule. Times are UTC. */
export function longestGap(schedule: string): number | undefined {
  const every = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(schedule);
  if (every) {
    const [, hours = "0", minutes = "0", seconds = "0"] = every;
    return 60 * Number(hours) + Number(minutes) + Number(seconds) / 60 || undefined;
  }
  const fields = (macros[schedule] ?? schedule).trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minutes, hours, days, months, weekdays] = fields.map((field, i) => values(field, ...ranges[i]!));
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;

  // Cron joins the days of month and week by "or" where both are restricted.
  const either = !fields[2]!.startsWith("*") && !fields[4]!.startsWith("*");
  const runs = (date: Date) => {
    const inMonth = days.has(date.getUTCDate());
    const inWeek = weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
    return months.has(date.getUTCMonth() + 1) && (either ? inMonth || inWeek : inMonth && inWeek);
  };
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => 60 * hour + minute)).sort((a, b) => a - b);
  return longest(times, runs, months.size === 12);
}

const DAY = 24 * 60;
/** Four years hold a leap day. */
const HORIZON = 4 * 366;

function longest(times: number[], runs: (date: Date) => boolean, everyMonth: boolean): number | undefined {
  let gap: number | undefined;
  let last: number | undefined;
  for (let day = 0; day < HORIZON; day++) {
    if (!runs(new Date(Date.UTC(2026, 0, 1 + day)))) continue;
    for (const time of times) {
      const now = day * DAY + time;
      if (last !== undefined) gap = Math.max(gap ?? 0, now - last);
      last = now;
    }
    // Every day has been the same so far: so are the others, if a week and a month turn were among them.
    if (everyMonth && gap !== undefined && day === 62 && gap <= DAY) return gap;
  }
  return gap;
}

const macros: Record<string, string> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const ranges: [first: number, last: number][] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** The values of a field: lists of `*`, numbers and ranges, each with a step. */
function values(field: string, first: number, last: number): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const [, star, from, to, step] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (star === undefined && from === undefined) return undefined;
    const begin = star ? first : Number(from);
    const end = star ? last : to !== undefined ? Number(to) : step !== undefined ? last : begin;
    const by = step === undefined ? 1 : Number(step);
    if (by === 0 || begin < first || end > last || begin > end) return undefined;
    for (let value = begin; value <= end; value += by) found.add(value);
  }
  return found;
}
