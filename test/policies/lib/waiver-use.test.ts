import { describe, expect, it } from "vitest";

import type { Resource } from "../../../policies/lib/rule";
import type { Waiver } from "../../../policies/lib/waivers/schema";
import { typeAndName, Waivers, type WaiverScope } from "../../../policies/lib/waivers/waivers";

const GOOD: Waiver = {
  policy: "no-host-path",
  resource: "kubernetes:apps/v1:DaemonSet::logs",
  reason: "It reads the node's logs.",
  owner: "platform-team",
  ticket: "PLAT-7",
  expires: "2026-12-31",
};

const resource = (id: string, parent?: Resource): Resource => {
  const [type = "", name = ""] = id.split("::");
  const urn = `urn:pulumi:dev::platform::${id}`;
  const opts = {} as Resource["opts"];
  return { urn, type: type.split("$").at(-1) ?? "", name, props: {}, opts, ...(parent && { parent }) };
};

describe("Waivers", () => {
  const scope: WaiverScope = {
    stack: "dev",
    policies: new Set(["no-host-path", "off-here"]),
    disabled: new Set(["off-here"]),
    known: new Set(["no-host-path", "off-here", "of-another-pack"]),
  };
  const urn = "urn:pulumi:dev::platform::platform:components:Logs$kubernetes:apps/v1:DaemonSet::logs";
  const waivers = (...list: Waiver[]) => new Waivers({ waivers: list, problems: [], today: "2026-06-15" }, scope);

  it("cover a finding about the resource, on the last day too", () => {
    const all = waivers({ ...GOOD, expires: "2026-06-15" });
    expect(all.use("no-host-path", urn)?.ticket).toBe("PLAT-7");
    expect(all.problems([])).toEqual([]);
  });

  it("cover by the whole chain of types, and fail when another chain has the name", () => {
    const chain = { ...GOOD, resource: "platform:components:Logs$kubernetes:apps/v1:DaemonSet::logs" };
    expect(waivers(chain).use("no-host-path", urn)).toBeDefined();
    expect(waivers(chain).use("no-host-path", urn.replace("Logs", "Other"))).toBeUndefined();
  });

  it("cover one container before all of them", () => {
    const all = waivers({ ...GOOD, ticket: "all" }, { ...GOOD, container: "a", ticket: "one" });
    expect(all.use("no-host-path", urn, "a")?.ticket).toBe("one");
    expect(all.use("no-host-path", urn, "b")?.ticket).toBe("all");
  });

  it.each([
    ["another policy", "of-another-pack", urn],
    ["another name", "no-host-path", `${urn}-2`],
    ["another type", "no-host-path", urn.replace("DaemonSet", "Deployment")],
  ])("do not cover %s", (_title, policy, where) => {
    expect(waivers(GOOD).use(policy, where)).toBeUndefined();
  });

  it("of other stacks, packs and disabled policies neither cover nor are missed", () => {
    const all = waivers(
      { ...GOOD, stacks: ["production"] },
      { ...GOOD, policy: "of-another-pack" },
      { ...GOOD, policy: "off-here" },
    );
    expect(all.use("no-host-path", urn)).toBeUndefined();
    expect(all.problems([])).toEqual([]);
  });

  it("fail when one is not needed, expired, of no policy, or covers two resources", () => {
    const all = waivers(
      GOOD,
      { ...GOOD, container: "a" },
      { ...GOOD, resource: "T::old", expires: "2026-06-14" },
      { ...GOOD, policy: "no-hostpath" },
    );
    all.use("no-host-path", urn);
    all.use("no-host-path", urn.replace("Logs", "Other"));
    expect(all.problems([resource("kubernetes:apps/v1:DaemonSet::logs")])).toEqual([
      "the waiver of no-hostpath for kubernetes:apps/v1:DaemonSet::logs names a policy that does not exist; mend or remove it",
      "the waiver of no-host-path for T::old expired on 2026-06-14; mend the resource or renew the decision",
      "the waiver of no-host-path for kubernetes:apps/v1:DaemonSet::logs matches 2 resources; write the whole type, platform:components:Logs$kubernetes:apps/v1:DaemonSet and platform:components:Other$kubernetes:apps/v1:DaemonSet",
      "the waiver of no-host-path for kubernetes:apps/v1:DaemonSet::logs (container a) matches no finding of this stack; remove it",
    ]);
  });

  it("pass on what is wrong with the file, but not with entries of other packs", () => {
    const problems = [
      { message: "file" },
      { message: "mine", policy: "no-host-path" },
      { message: "theirs", policy: "of-another-pack" },
      { message: "nobody's", policy: "x" },
    ];
    const all = new Waivers({ waivers: [], problems, today: "2026-06-15" }, scope);
    expect(all.problems([])).toEqual(["file", "mine", "nobody's"]);
  });
});

describe("Waivers of charts' objects", () => {
  const OBJECT = "kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:DaemonSet::logs:logging/logs";
  const RESOURCE = "kubernetes:apps/v1:DaemonSet::logs:logging/logs";
  const LABEL = `the waiver of no-host-path for ${RESOURCE}`;
  const scope: WaiverScope = {
    stack: "dev",
    policies: new Set(["no-host-path"]),
    disabled: new Set(),
    known: new Set(["no-host-path"]),
  };
  const chart = resource("kubernetes:helm.sh/v4:Chart::logs");
  const child = resource(OBJECT, chart);
  const waivers = (...list: Waiver[]) => new Waivers({ waivers: list, problems: [], today: "2026-06-15" }, scope);
  const good = { ...GOOD, resource: RESOURCE, chart: "logs" };

  it("are needed where the chart was rendered", () => {
    const used = waivers(good);
    used.use("no-host-path", child.urn);
    expect([used.problems([chart, child]), used.unchecked([chart, child])]).toEqual([[], []]);
  });

  it("fail when the chart was rendered and nothing matches, as others do", () => {
    const all = waivers(good, { ...good, container: "a" });
    expect(all.problems([chart, child])).toEqual([
      `${LABEL} matches no finding of this stack; remove it`,
      `${LABEL} (container a) matches no finding of this stack; remove it`,
    ]);
    expect(all.unchecked([chart, child])).toEqual([]);
  });

  it("are said to be unchecked, by chart, where it was not rendered", () => {
    const all = waivers(good, { ...good, container: "a" });
    expect(all.problems([chart])).toEqual([]);
    expect(all.unchecked([chart])).toEqual([
      {
        urn: "",
        text: "nothing says whether the waivers of objects of charts that were not rendered here are needed: logs (2)",
      },
    ]);
  });

  it("are unneeded where the program itself makes the resource, and end whether the chart was rendered or not", () => {
    const own = resource(RESOURCE);
    expect(waivers({ ...good, chart: "log" }).problems([chart, own])).toEqual([
      `${LABEL} matches no finding of this stack; remove it`,
    ]);
    expect(waivers({ ...good, expires: "2026-06-14" }).problems([chart])).toEqual([
      `${LABEL} expired on 2026-06-14; mend the resource or renew the decision`,
    ]);
  });

  it("fail when another chart made the resource, or the program itself", () => {
    const other = resource("kubernetes:helm.sh/v4:Chart::other");
    const all = waivers({ ...good, chart: "other" });
    all.use("no-host-path", child.urn);
    expect(all.problems([chart, other, child])).toEqual([
      `${LABEL} names the chart other, which did not make the resource; mend or remove "chart"`,
    ]);
  });
});

describe("Waivers of resources that the stack does not have", () => {
  const waivers = (...list: Waiver[]) =>
    new Waivers(
      { waivers: list, problems: [], today: "2026-06-15" },
      { stack: "dev", policies: new Set(["no-host-path"]), disabled: new Set(), known: new Set(["no-host-path"]) },
    );

  it("advise in one message, since a part may be switched off", () => {
    const all = waivers(GOOD, { ...GOOD, container: "a" }, { ...GOOD, resource: "T::x", chart: "off" });
    expect(all.problems([])).toEqual([]);
    expect(all.unchecked([])).toEqual([
      {
        urn: "",
        text: "the stack does not have the resources of these waivers: logs (2), x; remove those that no stack needs",
      },
    ]);
  });

  it("fail where the resource is there, by its own type or the chain of types", () => {
    const chain = "platform:components:Logs$kubernetes:apps/v1:DaemonSet::logs";
    const all = waivers(GOOD, { ...GOOD, resource: chain });
    expect(all.problems([resource(chain)])).toEqual([
      `the waiver of no-host-path for ${GOOD.resource} matches no finding of this stack; remove it`,
      `the waiver of no-host-path for ${chain} matches no finding of this stack; remove it`,
    ]);
    expect(all.unchecked([resource(chain)])).toEqual([]);
  });
});

describe("typeAndName", () => {
  it("keeps separators within names", () => {
    expect(typeAndName("urn:pulumi:dev::platform::a$b::shop::web")).toEqual(["a$b", "shop::web"]);
  });
});
