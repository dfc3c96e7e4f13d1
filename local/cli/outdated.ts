import { parseArgs } from "node:util";
import color from "picocolors";
import { isDate, today } from "../../policies/lib/waivers/date";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { examine, SOON_DAYS, type Examined } from "../outdated/examine";
import { allPins, type Pin } from "../outdated/pins";
import { Published } from "../outdated/published";

const usage = `usage: npm run outdated -- [options]

Lists what src/versions.ts and local/toolchain/pins.ts pin, with newer versions and the end of support. Asks chart
repositories, registries, Go's module proxy (GOPROXY) and Python's index (PIP_INDEX_URL); what cannot be asked is unknown,
not up to date. npm outdated lists npm's packages.

  --all              also what is the newest and supported
  --json             everything, for programs
  --fail-on ended    end with status 1 when support of something has ended
  --help

PLATFORM_TODAY (YYYY-MM-DD) is another day than today: support that ends within ${SOON_DAYS} days is said to end soon.

Exit status: 0, 1 as --fail-on says, 2 bad usage.
`;

/** The command with its arguments. @returns the exit status */
export async function outdated(
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  pins: readonly Pin[] = allPins(),
): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      "fail-on": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const fail = values["fail-on"];
  if (fail !== undefined && fail !== "ended") {
    throw new UserError(`--fail-on must be ended, got "${fail}"; write --fail-on ended`);
  }
  const published = new Published({
    goProxy: env["GOPROXY"] || "https://proxy.golang.org",
    pythonIndex: env["PIP_INDEX_URL"] || "https://pypi.org/simple",
  });
  const examined = await examine(pins, published, dayOf(env));
  process.stdout.write(values.json ? `${JSON.stringify(examined, undefined, 2)}\n` : table(examined, values.all));
  return fail !== undefined && examined.some(({ support }) => support === "ended") ? 1 : 0;
}

function dayOf(env: NodeJS.ProcessEnv): string {
  const given = env["PLATFORM_TODAY"];
  if (given === undefined) return today();
  if (isDate(given)) return given;
  throw new UserError(`PLATFORM_TODAY must be a date like 2026-12-31, got "${given}"; unset it`);
}

/** @param all also what needs nothing */
export function table(examined: readonly Examined[], all: boolean): string {
  const shown = examined.filter(
    ({ status, support }) => all || status !== "newest" || support === "ended" || support === "ends soon",
  );
  const rows = shown.map((pin) => [pin.kind, pin.name, pin.version, newestOf(pin), supportOf(pin)]);
  const all5 = [["kind", "name", "pinned", "newest", "support"], ...rows];
  const widths = all5[0]!.map((_, column) => Math.max(...all5.map((row) => row[column]!.length)));
  const lines = all5.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  const paint = (line: string, index: number) => {
    const pin = shown[index - 1];
    if (pin === undefined) return color.bold(line);
    if (pin.support === "ended") return color.red(line);
    return pin.support === "ends soon" || pin.status !== "newest" ? color.yellow(line) : line;
  };
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of shown)
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  const count = (status: Examined["status"]) => examined.filter((pin) => pin.status === status).length;
  const ended = examined.filter(({ support }) => support === "ended").length;
  return [
    ...lines.map(paint),
    ...[...reasons].map(([reason, names]) => color.dim(`unknown: ${names.join(", ")}: ${reason}`)),
    `${examined.length} pins: ${count("newer")} have a newer version, ${count("newest")} are the newest, ${count("unknown")} unknown; support of ${ended} has ended`,
    "",
  ].join("\n");
}

function newestOf({ status, newest }: Examined): string {
  return status === "unknown" ? "unknown" : (newest ?? "");
}

function supportOf({ support, supportEnds }: Examined): string {
  return supportEnds === undefined ? support : `${support} ${supportEnds}`;
}

if (require.main === module) void runCommand(outdated);
