import { format } from "node:util";

import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
  type ExpectStatic,
} from "@vitest/expect";

/**
 * As much of Vitest as the tests of the packs use, without its workers: thousands of mutants are judged in one process,
 * in milliseconds each.
 */

export interface Test {
  /** Names of its suites, then its own. */
  names: string[];
  run: () => Promise<void>;
}

type Body = (...args: unknown[]) => unknown;

interface Suite {
  names: string[];
  before: Body[];
  after: Body[];
}

let tests: Test[] = [];
let suite: Suite = { names: [], before: [], after: [] };
let pending: (() => Promise<void>)[] = [];

/** The tests that a file declares while it is loaded. */
export async function collect(load: () => void): Promise<Test[]> {
  tests = [];
  suite = { names: [], before: [], after: [] };
  pending = [];
  load();
  for (let next = pending.shift(); next; next = pending.shift()) await next();
  return tests;
}

function describe(name: string, body: Body, args: unknown[] = []): void {
  const { names, before, after } = suite;
  const own: Suite = { names: [...names, name], before: [...before], after: [...after] };
  pending.push(async () => {
    suite = own;
    await body(...args);
  });
}

function it(name: string, body: Body, args: unknown[] = []): void {
  const { names, before, after } = suite;
  const run = async () => {
    for (const hook of before) await hook();
    try {
      await body(...args);
    } finally {
      for (const hook of after) await hook();
    }
  };
  tests.push({ names: [...names, name], run });
}

/** `each(items)(title, body)`: an item that is an array is the body's arguments. */
function each(declare: typeof it) {
  return (items: readonly unknown[]) => (title: string, body: Body) => {
    for (const item of items) {
      const args: unknown[] = Array.isArray(item) ? item : [item];
      declare(format(title, ...args.slice(0, (title.match(/%[sdijo]/g) ?? []).length)), body, args);
    }
  };
}

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const globals = globalThis as unknown as Record<symbol, object>;
const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  globals[ASYMMETRIC_MATCHERS_OBJECT],
) as unknown as ExpectStatic;
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true });
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect);

export const vitest = {
  describe: Object.assign(describe, { each: each(describe) }),
  it: Object.assign(it, { each: each(it) }),
  test: Object.assign(it, { each: each(it) }),
  beforeEach: (hook: Body) => void suite.before.push(hook),
  afterEach: (hook: Body) => void suite.after.push(hook),
  expect,
};
