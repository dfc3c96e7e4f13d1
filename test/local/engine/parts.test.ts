import { describe, expect, it } from "vitest";
import { secondsOf } from "../../../local/engine/durations";
import { toFinding } from "../../../local/engine/findings";
import { withoutStack } from "../../../local/engine/messages";
import { registrationOrder } from "../../../local/engine/order";
import { type DeclaredPolicy, reconcile } from "../../../local/engine/packconfig";
import { Line, Slots } from "../../../local/engine/queue";
import { Scrubber } from "../../../local/engine/scrub";
import { SecretValue } from "../../../local/engine/types";
import { childUrn, createUrn, nameOf, parseReference, typeOf } from "../../../local/engine/urn";

describe("URNs", () => {
  const stack = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev";

  it("hold the types of all parents but the stack", () => {
    const team = createUrn("dev", "demo", stack, "demo:x:Team", "payments");
    expect(team).toBe("urn:pulumi:dev::demo::demo:x:Team::payments");
    const inner = createUrn("dev", "demo", team, "demo:x:Inner", "i");
    expect(childUrn(inner, "a:b:C", "c")).toBe("urn:pulumi:dev::demo::demo:x:Team$demo:x:Inner$a:b:C::c");
  });

  it("come apart again, names with colons included", () => {
    const urn = createUrn("dev", "demo", stack, "a:b:C", "chart:ns/name::x");
    expect([typeOf(urn), nameOf(urn)]).toEqual(["a:b:C", "chart:ns/name::x"]);
  });

  it("refer to providers with an id", () => {
    const urn = "urn:pulumi:dev::demo::pulumi:providers:a::mine";
    expect(parseReference(`${urn}::some-id`)).toEqual({ urn, id: "some-id" });
    expect(parseReference("urn:pulumi:dev::demo::a:b:C::x::id")).toBeUndefined();
    expect(parseReference("")).toBeUndefined();
  });
});

describe("the order of registration", () => {
  const placed = (urn: string, sequence: number, ...predecessors: string[]) => ({ urn, sequence, predecessors });
  const order = (...resources: ReturnType<typeof placed>[]) =>
    registrationOrder(resources)
      .map(({ urn }) => urn)
      .join("");

  it("is that of the requests among resources that wait for the same", () => {
    expect(order(placed("b", 2), placed("a", 1), placed("c", 3))).toBe("abc");
  });

  it("does not depend on which of two answers came first", () => {
    const independent = [placed("s", 0), placed("a", 1, "s"), placed("b", 2, "s")];
    const one = order(...independent, placed("x", 3, "a"), placed("y", 4, "b"), placed("z", 5, "b", "a"));
    const other = order(...independent, placed("z", 3, "b", "a"), placed("y", 4, "b"), placed("x", 5, "a"));
    expect(one).toBe("sabxyz");
    expect(other).toBe(one);
  });

  it("puts everything after what it waited for, in waves", () => {
    expect(
      order(placed("late", 1, "early"), placed("early", 2), placed("last", 3, "late"), placed("beside", 4, "early")),
    ).toBe("earlylatebesidelast");
  });

  it("ignores what is not in the list", () => {
    expect(order(placed("a", 1, "gone"))).toBe("a");
  });
});

describe("findings", () => {
  const rules = new Map([["no-host-path", { severity: "high" as const, remedy: "Use a claim." }]]);
  const said = (policy: string, message: string) =>
    toFinding({ pack: "p", policy, description: "What it is about.", message, level: "mandatory", urn: "u" }, rules);

  it("drop the description that the SDK puts first", () => {
    expect(said("no-host-path", "What it is about.\nspec.volumes[0] is a hostPath").message).toBe(
      "spec.volumes[0] is a hostPath",
    );
    expect(said("no-host-path", "What it is about.").message).toBe("What it is about.");
  });

  it.each([
    ["undetermined", "undetermined"],
    ["undetermined-stack", "undetermined"],
    ["undetermined-advisory", "undetermined"],
    ["undetermined-advisory-stack", "undetermined"],
    ["waived", "waived"],
    ["waived-stack", "waived"],
  ])("take rule, severity and remedy from what %s says", (policy, status) => {
    expect(said(policy, "What it is about.\nno-host-path: the path: is not known")).toEqual({
      pack: "p",
      policy: "no-host-path",
      level: "mandatory",
      severity: "high",
      urn: "u",
      message: "the path: is not known",
      remedy: "Use a claim.",
      status,
    });
  });

  it("are violations otherwise, even of policies with a similar name", () => {
    expect(said("waived-things", "no-host-path: x")).toMatchObject({ policy: "waived-things", status: "violation" });
    expect(said("undetermined", "without a rule")).toMatchObject({ policy: "undetermined", status: "undetermined" });
  });

  it("are undetermined when the SDK could not run the policy", () => {
    expect(
      said("no-host-path", "can't run policy 'no-host-path' from policy pack 'p@v1' during preview: x").status,
    ).toBe("undetermined");
  });
});

describe("messages", () => {
  it("lose the SDK's preface, colours and stack, and keep all their own lines", () => {
    const text =
      "Running program '/somewhere/index.ts' failed with an unhandled exception:\n" +
      "\u001b[31mTypeError: first\n  second at last\n    at least third\u001b[39m\n    at f (/a/b.ts:1:2)\n    at async Promise.all (index 0)\n  [cause]: x";
    expect(withoutStack(text)).toBe("TypeError: first\n  second at last\n    at least third");
  });

  it("begin at the error when Node shows the source line first", () => {
    expect(
      withoutStack(
        "/a/b.js:1\nconst = 1;\n      ^\n\nSyntaxError: Unexpected token '='\n    at wrapSafe (node:internal:1:2)",
      ),
    ).toBe("SyntaxError: Unexpected token '='");
  });

  it("need no name for plain errors", () => {
    expect(withoutStack("UserError: platform:teams must be a list")).toBe("platform:teams must be a list");
  });
});

describe("secrets in texts", () => {
  const scrubber = new Scrubber();
  scrubber.learn({ a: new SecretValue({ b: ["hunter2", "hunter2hunter2", "abc", 4242] }), c: "public" });
  scrubber.learn(new SecretValue('quo"ted\n-----BEGIN PRIVATE KEY-----\nshort'));

  it.each([
    ["longest first", "x hunter2hunter2 y hunter2", "x [secret] y [secret]"],
    ["numbers", "pin 4242", "pin [secret]"],
    ["as JSON", JSON.stringify({ k: 'quo"ted\n-----BEGIN PRIVATE KEY-----\nshort' }), '{"k":"[secret]"}'],
    ["single lines of keys", "-----BEGIN PRIVATE KEY-----", "[secret]"],
    ["neither short nor public ones", "abc public short", "abc public short"],
  ])("are replaced: %s", (_, text, scrubbed) => expect(scrubber.scrub(text)).toBe(scrubbed));
});

describe("the configuration of a pack", () => {
  const policies: DeclaredPolicy[] = [
    { name: "a", level: "mandatory" },
    {
      name: "b",
      level: "advisory",
      schema: { properties: { limit: { type: "number", default: 3 }, unit: { type: "string" } }, required: [] },
    },
  ];
  const levels = async (config: Record<string, unknown>, initial = {}) =>
    Object.fromEntries([...(await reconcile(policies, initial, config))].map(([name, { level }]) => [name, level]));

  it("is the pack's own without any", async () => {
    expect([...(await reconcile(policies, {}, {}))]).toEqual([
      ["a", { level: "mandatory", properties: {} }],
      ["b", { level: "advisory", properties: { limit: 3 } }],
    ]);
  });

  it("sets all, then single policies; ours wins over the pack's initial one", async () => {
    expect(await levels({ all: "advisory" })).toEqual({ a: "advisory", b: "advisory" });
    expect(await levels({ b: "disabled", all: "mandatory" })).toEqual({ a: "mandatory", b: "disabled" });
    expect(await levels({ all: "disabled" }, { a: { level: "remediate" } })).toEqual({ a: "disabled", b: "disabled" });
    expect(await levels({ b: { limit: 5 } }, { b: { level: "remediate" } })).toEqual({
      a: "mandatory",
      b: "remediate",
    });
  });

  it("adds properties to the defaults", async () => {
    const settings = await reconcile(
      policies,
      { b: { properties: { unit: "GiB" } } },
      { b: { enforcementLevel: "mandatory", limit: 5 } },
    );
    expect(settings.get("b")).toEqual({ level: "mandatory", properties: { limit: 5, unit: "GiB" } });
  });

  it("goes to the pack even where it has no such policy, as Pulumi does", async () => {
    expect(await levels({ c: "mandatory" })).toEqual({ a: "mandatory", b: "advisory", c: "mandatory" });
    expect((await reconcile(policies, {}, { c: { limit: 5 } })).get("c")).toEqual({
      level: "advisory",
      properties: { limit: 5 },
    });
  });

  it.each([
    [{ a: "fatal" }, 'configuration of "a" must be one of advisory, mandatory, remediate, disabled, got "fatal"'],
    [
      { a: { enforcementLevel: 1 } },
      'configuration of "a" must be one of advisory, mandatory, remediate, disabled, got 1',
    ],
    [{ a: 3 }, 'configuration of "a" must be a level or a map, got 3'],
    [
      { b: { limit: "x" } },
      'configuration of "b" must fit its schema, got limit: Invalid input: expected number, received string',
    ],
  ])("fails when it is %j", (config, message) => expect(reconcile(policies, {}, config)).rejects.toThrow(message));
});

describe("durations", () => {
  it.each([
    ["1h30m", 5400],
    ["2.5s", 2.5],
    ["100ms", 0.1],
    ["", 0],
    [undefined, 0],
  ])("reads %s", (duration, seconds) => expect(secondsOf(duration)).toBeCloseTo(seconds));

  it("fails when it is none", () => {
    expect(() => secondsOf("ten minutes")).toThrow("unable to parse customTimeout Value ten minutes");
  });
});

describe("queues", () => {
  it("let no more pass at a time than there are slots, and all of them in the end", async () => {
    const slots = new Slots(2);
    let inside = 0;
    let most = 0;
    const passed: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (number) => {
        await slots.acquire();
        most = Math.max(most, ++inside);
        await Promise.resolve();
        passed.push(number);
        inside--;
        slots.release();
      }),
    );
    expect(most).toBe(2);
    expect(passed).toEqual([1, 2, 3, 4, 5]);
  });

  it("keep the order, even when one in the middle gives up early", async () => {
    const line = new Line();
    const [first, second, third] = [line.join(), line.join(), line.join()];
    const passed: string[] = [];
    const waiting = third.turn.then(() => passed.push("third"));
    second.leave();
    await Promise.resolve();
    passed.push("first");
    first.leave();
    await waiting;
    expect(passed).toEqual(["first", "third"]);
  });
});
