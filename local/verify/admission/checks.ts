import type { CheckFailure, CheckOutcome } from "../report";
import type { Attempt } from "./attempt";

/** One attempt and what should become of it. */
export interface Check {
  run(): Promise<CheckFailure | undefined>;
}

/** Runs checks one after the other: together they would change what the next one sees of a quota. */
export async function runChecks(checks: Check[]): Promise<CheckOutcome> {
  const failures: CheckFailure[] = [];
  for (const check of checks) {
    const failure = await check.run();
    if (failure) failures.push(failure);
  }
  return { passed: checks.length - failures.length, failed: failures.length, failures };
}

/** Judges an attempt that must be refused with a message that matches. */
export function mustRefuse(
  what: string,
  where: string,
  by: { pattern: RegExp; name: string },
  result: Attempt,
): CheckFailure | undefined {
  if ("refused" in result && by.pattern.test(result.refused)) return undefined;
  return {
    what: `${what} must be refused by ${by.name}, got ${"refused" in result ? "another refusal" : "accepted"}`,
    where,
    why: "refused" in result ? result.refused : `${by.name} is missing or wider than declared`,
    remedy: "restore it: npm run local",
  };
}

/** Judges an attempt that must be accepted, and then its result. */
export function mustAccept(
  what: string,
  where: string,
  result: Attempt,
  inspect: (object: Extract<Attempt, { accepted: unknown }>["accepted"]) => string | undefined = () => undefined,
): CheckFailure | undefined {
  if ("refused" in result) {
    return { what: `${what} must be accepted, got refused`, where, why: result.refused, remedy: "free what it needs" };
  }
  const why = inspect(result.accepted);
  return why === undefined
    ? undefined
    : { what: `${what} must come out as declared`, where, why, remedy: "restore it: npm run local" };
}
