import { unknownCheckingProxy } from "@pulumi/policy";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  all,
  any,
  attempt,
  concerning,
  entries,
  every,
  find,
  nonEmpty,
  select,
  some,
  Undetermined,
} from "../../../policies/lib/unknowns";
import { UNKNOWN } from "../../support/policies";

const proxy = unknownCheckingProxy as unknown as <T>(value: T) => T;
const values = (...list: unknown[]) => proxy({ list }).list;
/** What a three-valued question comes to. */
const answer = (question: () => boolean) => {
  const result = attempt(question);
  return result instanceof Undetermined ? result.message : result;
};
const isTrue = (value: unknown) => value === true;
const third = "list.1 is not known before the deployment";

describe("some and every", () => {
  it.each([
    ["a true item before an unknown one", values(true, UNKNOWN), true, third],
    ["a true item after an unknown one", values(false, UNKNOWN, true), true, false],
    ["only an unknown item besides false ones", values(false, UNKNOWN, false), third, false],
    ["only an unknown item besides true ones", values(true, UNKNOWN, true), true, third],
    ["no items", values(), false, true],
    ["absent items", values(null, undefined), false, true],
    ["no list", undefined, false, true],
    ["what is no list", "list" as unknown as unknown[], false, true],
  ])("settle %s", (_title, list, some_, every_) => {
    expect(answer(() => some(() => list, isTrue))).toBe(some_);
    expect(answer(() => every(() => list, isTrue))).toBe(every_);
  });

  it("are unknown when the list is", () => {
    const holder = proxy({ list: UNKNOWN as unknown as unknown[] });
    expect(answer(() => some(() => holder.list, isTrue))).toBe("list is not known before the deployment");
    expect(answer(() => nonEmpty(() => holder.list))).toBe("list is not known before the deployment");
  });

  it("agree with two-valued logic for every value that the unknown ones may take", () => {
    const item = fc.constantFrom(true, false, UNKNOWN);
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (list, fill) => {
          const filled = list.map((value, index) => (value === UNKNOWN ? fill[index] : value));
          const three = [
            answer(() => some(() => values(...list), isTrue)),
            answer(() => every(() => values(...list), isTrue)),
          ];
          const two = [filled.some(isTrue), filled.every(isTrue)];
          three.forEach((verdict, index) => {
            if (typeof verdict === "boolean") expect(verdict).toBe(two[index]);
          });
        },
      ),
    );
  });
});

describe("all and any", () => {
  const unknown = () => {
    throw new Undetermined("x");
  };
  it("settle what one condition settles, whatever is unknown before it", () => {
    expect(answer(() => all(unknown, () => false))).toBe(false);
    expect(answer(() => any(unknown, () => true))).toBe(true);
  });
  it("are unknown otherwise", () => {
    expect(answer(() => all(() => true, unknown))).toBe("x is not known before the deployment");
    expect(answer(() => any(() => false, unknown))).toBe("x is not known before the deployment");
  });
});

describe("find, select, entries and nonEmpty", () => {
  it("find the first item that certainly holds", () => {
    expect(
      find(
        () => values(UNKNOWN, 1, 2),
        (item) => Number(item) > 0,
      ),
    ).toBe(1);
  });
  it("separate items that hold from what is unknown", () => {
    const { found, unknown } = select(
      () => values(1, UNKNOWN, 2, null),
      (item) => item !== 2,
    );
    expect(found).toEqual([1]);
    expect(unknown.map(({ path }) => path)).toEqual(["list.1"]);
  });
  it("read each value of a map by itself", () => {
    const [a, b] = entries(proxy({ a: UNKNOWN, b: "x" }));
    expect([a?.[0], b?.[0]]).toEqual(["a", "b"]);
    expect(b?.[1]()).toBe("x");
    expect(attempt(() => a?.[1]())).toBeInstanceOf(Undetermined);
  });
  it("count an unknown item as an item", () => {
    expect(nonEmpty(() => values(UNKNOWN))).toBe(true);
    expect(nonEmpty(() => values())).toBe(false);
  });
});

describe("concerning", () => {
  it("says whose value is unknown, the nearest owner first", () => {
    const read = () => concerning("outer", () => concerning("inner", () => values(UNKNOWN)[0]));
    expect(attempt(read)).toMatchObject({ message: "list.0 of inner is not known before the deployment" });
  });
});

describe("every combinator", () => {
  it("fails when a rule has a defect", () => {
    const defect = () => {
      throw new TypeError("defect");
    };
    for (const ask of [some, every, find, select]) expect(() => ask(() => [1], defect)).toThrow(TypeError);
    expect(() => attempt(defect)).toThrow(TypeError);
    expect(() => concerning("x", defect)).toThrow(TypeError);
  });
});
