/**
 * A mistake of the user's or of the machine's that has a remedy. Commands print its message alone, without a stack,
 * and exit with `exitCode`: 2 for bad configuration, usage or environment, 1 for a policy that was violated.
 *
 * Messages read `<path of the setting> must …, got <value>; <what to do>`.
 */
export class UserError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
    this.name = "UserError";
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
