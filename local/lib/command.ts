import { messageOf, UserError } from "./errors";

/**
 * Runs a command's `main` and turns what it throws into one message and an exit status. Defects of ours, unlike
 * {@link UserError}, say so, and show their stack with DEBUG=1.
 */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = error instanceof UserError ? error.exitCode : 2;
    if (error instanceof UserError || isUsageError(error)) {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      return;
    }
    process.stderr.write(
      `error: ${messageOf(error)}\nThis is a defect of the platform's tools; DEBUG=1 shows where.\n`,
    );
    if (process.env["DEBUG"]) process.stderr.write(`${(error as Error).stack ?? ""}\n`);
  }
}

/** `util.parseArgs` throws these for unknown options and missing values. */
function isUsageError(error: unknown): boolean {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
}
