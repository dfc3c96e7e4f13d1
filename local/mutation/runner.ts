import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative } from "node:path";

import { Modules } from "./modules";
import type {
  DryRunOptions,
  DryRunResult,
  Hits,
  MutantCoverage,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
} from "./types";
import { collect, vitest, type Test } from "./vitest";

/** Where instrumented code looks for the mutant that is active, and says what it ran. */
interface Instrumentation {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  mutantCoverage: MutantCoverage | undefined;
  hitCount: number;
  hitLimit: number | undefined;
}

/** Checks that a rule's cases imply: hundreds of runs each, which only mutants of rules themselves are worth. */
const DERIVED = [
  "never turns a violation into silence",
  "never calls an unknown value a violation",
  "repeats no secret",
  "survives what no API server would accept",
  "judges what is left when any",
];

/** Module state that one mutant would leave to the next. */
const KEEPS_STATE = /^(let |const \w+ = new (Weak)?(Map|Set)\b[^(]*\(\);)/m;

/** A test that runs code so many times as often as without the mutant will not end: nothing is slower by so much. */
const LIMIT_FACTOR = 100;
/** Of the mutant itself. */
const LEAST_LIMIT = 10_000;
/** Of all code that has mutants: loops that a mutant of other code keeps from their end. */
const LEAST_TOTAL = 10_000_000;

/** In the sandbox: which test runs which mutants, for a process that takes over from one that never ended. */
const COVERAGE = "coverage.json";

const require_ = createRequire(__filename);

/** Runs the tests of the packs in this process, and loads again only what a mutant needs loaded again. */
export class InProcessRunner {
  private readonly modules: Modules;
  private readonly code: Instrumentation;
  private tests = new Map<string, { file: string; test: Test }>();
  private coverage: MutantCoverage | undefined;
  /** How much more code may run. */
  private left = Infinity;
  /** Tests that noticed a mutant, the latest first: they are the likeliest to notice the next. */
  private noticing: readonly string[] = [];
  /** Loaded while a mutant was active. */
  private spoilt = new Set<string>();

  /** @param folder The sandbox, which holds the mutated files and their tests. */
  constructor(private readonly folder: string) {
    this.modules = new Modules(folder);
    this.code = (globalThis as unknown as Record<string, Instrumentation>)["__stryker__"] ??= {} as Instrumentation;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    // Vitest itself only runs in its workers.
    const path = require_.resolve("vitest", { paths: [this.folder] });
    const stub = { id: path, filename: path, loaded: true, exports: vitest, children: [], paths: [] };
    require.cache[path] = stub as unknown as NodeJS.Module;
    this.modules.register();
    this.code.activeMutant = undefined;
    for (const file of testFiles(this.folder)) await this.collect(file);
    const remembered = join(this.folder, COVERAGE);
    if (existsSync(remembered)) this.coverage = JSON.parse(readFileSync(remembered, "utf8")) as MutantCoverage;
  }

  async dryRun({ files }: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const [id, { file, test }] of this.tests) {
      if (files && !this.concerns(test, files)) continue;
      const start = performance.now();
      this.code.currentTestId = id;
      const failure = await failureOf(test);
      this.code.currentTestId = undefined;
      const about = { id, name: id, timeSpentMs: performance.now() - start, fileName: this.source(file, test) };
      tests.push(failure === undefined ? { ...about, status: 0 } : { ...about, status: 1, failureMessage: failure });
    }
    this.coverage = this.code.mutantCoverage;
    if (this.coverage) writeFileSync(join(this.folder, COVERAGE), JSON.stringify(this.coverage));
    return { status: "complete", tests, mutantCoverage: this.coverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, sandboxFileName, hitLimit } = options;
    const isStatic = options.mutantActivation === "static";
    const keepsState = KEEPS_STATE.test(readFileSync(sandboxFileName, "utf8"));
    this.code.activeMutant = undefined;
    const stale = isStatic || keepsState ? this.modules.dependents(sandboxFileName) : new Set<string>();
    const before = new Set([...this.spoilt, ...stale]);
    this.spoilt = stale;
    this.code.hitCount = 0;
    this.code.hitLimit = hitLimit;
    this.left = Infinity;
    this.watch(this.code);
    if (isStatic) this.code.activeMutant = activeMutant.id;
    try {
      await this.reload(before);
      this.code.activeMutant = activeMutant.id;
      // Only the first test to ask ran what its file remembers since.
      const others = keepsState ? this.direct(sandboxFileName) : [];
      const ids = options.testFilter ? [...options.testFilter, ...others] : this.testsOf(sandboxFileName);
      return await this.verdict(options, ids);
    } catch (error) {
      return killed([], `The tests do not load: ${String(error)}`);
    } finally {
      this.code.activeMutant = undefined;
      this.code.hitLimit = undefined;
    }
  }

  private async verdict(
    { activeMutant, hitLimit }: MutantRunOptions,
    ids: readonly string[],
  ): Promise<MutantRunResult> {
    const asked = new Set(ids);
    let run = 0;
    for (const id of new Set([...this.noticing.filter((known) => asked.has(known)), ...ids])) {
      const entry = this.tests.get(id);
      const limits = this.limitsOf(activeMutant.id, id);
      this.code.hitCount = 0;
      this.code.hitLimit = hitLimit && Math.min(hitLimit, limits.mutant);
      this.left = limits.total;
      // A mutant may change which tests there are: a test of the original that is missing has failed.
      const failure = entry ? await failureOf(entry.test) : "the test is missing";
      run += 1;
      if (this.left === 0 || (this.code.hitLimit !== undefined && this.code.hitCount > this.code.hitLimit)) {
        return { status: "timeout", reason: "it ran too often" };
      }
      if (failure === undefined) continue;
      this.noticing = [id, ...this.noticing.filter((known) => known !== id)];
      return killed([id], failure, run);
    }
    return { status: "survived", nrOfTests: run };
  }

  /** How often the test may run the mutant, and anything. Stryker's limit counts for all tests together: minutes of one. */
  private limitsOf(mutant: string, test: string): { mutant: number; total: number } {
    const hits = this.coverage?.perTest[test] ?? {};
    const total = Object.values(hits).reduce((sum, count) => sum + count, 0);
    return {
      mutant: Math.max(LEAST_LIMIT, LIMIT_FACTOR * (hits[mutant] ?? 0)),
      total: Math.max(LEAST_TOTAL, LIMIT_FACTOR * total),
    };
  }

  /** Counts what runs, and ends what runs too much as an error in it: code looks here to say what it covers. */
  private watch({ mutantCoverage }: Instrumentation): void {
    const hits: Hits = {};
    const get = () => {
      if (this.left <= 0) throw new Error("it ran too much code");
      this.left -= 1;
      return hits;
    };
    if (mutantCoverage) Object.defineProperty(mutantCoverage, "static", { get, configurable: true });
  }

  /** A mutant that is decided while its file is loaded is judged by the tests that run anything else of that file. */
  private testsOf(sandboxFile: string): string[] {
    const ids = new Set(
      [...readFileSync(sandboxFile, "utf8").matchAll(/stryCov_\w+\(([^)]*)\)/g)].flatMap(([, list = ""]) =>
        [...list.matchAll(/"(\d+)"/g)].map(([, id = ""]) => id),
      ),
    );
    const perTest = Object.entries(this.coverage?.perTest ?? {});
    const covering = perTest.filter(([, hits]) => Object.keys(hits).some((id) => ids.has(id))).map(([id]) => id);
    if (covering.length > 0) return covering;
    const dependents = this.modules.dependents(sandboxFile);
    return [...this.tests]
      .filter(([, { file, test }]) => dependents.has(file) && this.concerns(test, [sandboxFile]))
      .map(([id]) => id);
  }

  /** Tests of files that load this one themselves. */
  private direct(sandboxFile: string): string[] {
    const loaders = this.modules.loaders(sandboxFile);
    return [...this.tests].filter(([, { file }]) => loaders.has(file)).map(([id]) => id);
  }

  private async reload(stale: ReadonlySet<string>): Promise<void> {
    if (stale.size === 0) return;
    this.modules.forget(stale);
    const files = testFiles(this.folder).filter((file) => stale.has(file));
    for (const [id, { file }] of this.tests) if (stale.has(file)) this.tests.delete(id);
    for (const file of files) await this.collect(file);
  }

  private async collect(file: string): Promise<void> {
    for (const test of await collect(() => void require_(file))) {
      let id = `${relative(this.folder, file)} ${test.names.join(" > ")}`;
      while (this.tests.has(id)) id += " again";
      this.tests.set(id, { file, test });
    }
  }

  /** Mutants of rules are judged by their own cases; those of what rules share, by all direct cases. */
  private concerns(test: Test, mutated: readonly string[]): boolean {
    const rule = this.ruleOf(test);
    if (rule === undefined) return true;
    if (mutated.some((file) => isRule(file) && basename(file, ".ts") === rule)) return true;
    const derived = DERIVED.some((name) => test.names.at(-1)?.startsWith(name));
    return !derived && mutated.some((file) => !isRule(file));
  }

  private ruleOf({ names }: Test): string | undefined {
    return names.find((name) => existsSync(this.cases(name)));
  }

  private source(file: string, test: Test): string {
    const rule = this.ruleOf(test);
    return rule === undefined ? file : this.cases(rule);
  }

  private cases(rule: string): string {
    return join(this.folder, "test/policies/cases", `${rule}.ts`);
  }
}

function isRule(file: string): boolean {
  return file.includes("/rules/") && basename(file) !== "index.ts";
}

/** They start processes, and read pages of the documentation. */
const OTHERS = ["process.test.ts", "examples.test.ts"];

function testFiles(folder: string): string[] {
  return ["test/policies", "test/policies/lib"].flatMap((path) =>
    readdirSync(join(folder, path))
      .filter((name) => name.endsWith(".test.ts") && !OTHERS.includes(name))
      .map((name) => join(folder, path, name)),
  );
}

async function failureOf({ run }: Test): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function killed(killedBy: string[], failureMessage: string, nrOfTests = 0): MutantRunResult {
  return { status: "killed", killedBy, failureMessage, nrOfTests };
}
