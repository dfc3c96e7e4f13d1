import type { CheckFailure, CheckOutcome } from "../report";

/** Counts checks, and keeps what failed. */
export class Tally {
  private passed = 0;
  private readonly failures: CheckFailure[] = [];

  expect(holds: boolean, where: string, what: string, why: string): void {
    if (holds) this.passed++;
    else this.failures.push({ what, where, why, remedy: "restore it: npm run local" });
  }

  get outcome(): CheckOutcome {
    return { passed: this.passed, failed: this.failures.length, failures: this.failures };
  }
}
