/**
 * What this project reads of Stryker's declarations, which only its `exports` name: this project resolves modules as
 * Node.js did before them.
 */

/** A change of the code, and whether a test noticed. */
export interface Mutant {
  fileName: string;
  status: "Killed" | "Survived" | "NoCoverage" | "Timeout" | "Ignored" | "RuntimeError" | "CompileError" | "Pending";
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number; column: number } };
}

export interface StrykerModule {
  Stryker: new (options: object) => { runMutationTest(): Promise<Mutant[]> };
}

/** How often each mutant was run, by its id. */
export type Hits = Record<string, number>;

export interface MutantCoverage {
  static: Hits;
  perTest: Record<string, Hits>;
}

export interface DryRunOptions {
  /** Files that have mutants. */
  files?: string[];
}

export interface TestResult {
  id: string;
  name: string;
  timeSpentMs: number;
  fileName: string;
  /** Success or failure. */
  status: 0 | 1;
  failureMessage?: string;
}

export interface DryRunResult {
  status: "complete";
  tests: TestResult[];
  mutantCoverage: MutantCoverage | undefined;
}

export interface MutantRunOptions {
  /** Undefined for mutants that are decided while their file is loaded. */
  testFilter?: string[];
  hitLimit?: number;
  activeMutant: { id: string };
  sandboxFileName: string;
  mutantActivation: "runtime" | "static";
}

export type MutantRunResult =
  | { status: "killed"; killedBy: string[]; failureMessage: string; nrOfTests: number }
  | { status: "survived"; nrOfTests: number }
  | { status: "timeout"; reason: string };
