import { describe, expect, it } from "vitest";
import { changeCounts, changesOf } from "../../report/changes/changes";
import { comparisonOf } from "../../report/changes/comparison";
import { effectOf } from "../../report/changes/effect";
import { propertyChanges, shortly } from "../../report/changes/properties";
import type { Plan, PlannedResource } from "../../report/plan";

function planOf(stack: string, resources: PlannedResource[], settings: object = {}, more: Partial<Plan> = {}): Plan {
  const rest = { status: "succeeded" as const, seconds: 1, outputs: {}, findings: [], charts: [], cost: null };
  return { version: 1, stack, settings: settings as Plan["settings"], resources, ...rest, ...more };
}

function resource(stack: string, name: string, props: object, more: Partial<PlannedResource> = {}): PlannedResource {
  const type = more.type ?? "kubernetes:core/v1:ConfigMap";
  const urn = `urn:pulumi:${stack}::platform::${type}::${name}`;
  return { urn, type, name, custom: true, dependencies: [], protect: false, props, ...more };
}

describe("properties that change", () => {
  it("are leaves, with members of lists by their names", () => {
    const before = { a: 1, list: [1, 2], containers: [{ name: "app", image: "x:1" }, { name: "old" }], gone: true };
    const after = { a: 1, list: [1, 3], containers: [{ name: "new" }, { name: "app", image: "x:2" }], "odd key": {} };
    expect(propertyChanges(before, after)).toEqual([
      { path: "list[1]", before: 2, after: 3 },
      { path: "containers[app].image", before: "x:1", after: "x:2" },
      { path: "containers[old]", before: { name: "old" }, after: undefined },
      { path: "containers[new]", before: undefined, after: { name: "new" } },
      { path: "gone", before: true, after: undefined },
      { path: '["odd key"]', before: undefined, after: {} },
    ]);
  });

  it("are looked for in JSON that is written as text", () => {
    const changes = propertyChanges(
      { policy: '{"Statement":[{"Effect":"Deny"}]}' },
      { policy: '{ "Statement": [{}] }' },
    );
    expect(changes).toEqual([{ path: "policy.Statement[0].Effect", before: "Deny", after: undefined }]);
    expect(propertyChanges({ text: "{ no JSON" }, { text: "[neither" })).toEqual([
      { path: "text", before: "{ no JSON", after: "[neither" },
    ]);
  });

  it("are none where a list or a map is the same", () => {
    expect(propertyChanges({ a: [{ b: null }], c: "[secret]" }, { c: "[secret]", a: [{ b: null }] })).toEqual([]);
  });

  it("are shown on one short line", () => {
    expect(["a\n b", undefined, { a: 1 }, "x".repeat(9)].map((value) => shortly(value, 8))).toEqual([
      "a b",
      "nothing",
      '{"a":1}',
      "xxxxxxx…",
    ]);
  });
});

describe("changes between two plans", () => {
  const component = resource("dev", "c", {}, { custom: false, type: "platform:components:C" });
  const before = planOf("dev", [
    component,
    resource("dev", "kept", {}),
    resource("dev", "gone", {}),
    resource("dev", "b", { x: 1 }),
  ]);

  it("are what was added, what was removed and what is not the same; components are not counted", () => {
    const protectedOne = resource("dev", "b", { x: 2 }, { protect: true });
    const after = planOf("dev", [resource("dev", "kept", {}), protectedOne, resource("dev", "new", {})]);
    const changes = changesOf(before, after);
    expect(changes.added.map(({ name }) => name)).toEqual(["new"]);
    expect(changes.removed.map(({ name }) => name)).toEqual(["gone"]);
    expect(changes.changed).toEqual([
      {
        resource: protectedOne,
        properties: [
          { path: "x", before: 1, after: 2 },
          { path: "(protect)", before: false, after: true },
        ],
      },
    ]);
    expect(changeCounts(changes)).toBe("1 added, 1 removed, 1 changed");
    expect(changeCounts(changesOf(before, before))).toBe("no resource changes");
  });

  it("say nothing of what a chart rendered in one of them only", () => {
    const chart = { name: "chart", version: "1", objects: 1 };
    const parent = resource("dev", "chart", {}, { custom: false, type: "kubernetes:helm.sh/v4:Chart" });
    const inChart = resource("dev", "chart:object", {}, { parent: parent.urn });
    const rendered = planOf("dev", [parent, inChart], {}, { charts: [{ ...chart, rendered: true }] });
    const not = planOf("dev", [parent], {}, { charts: [{ ...chart, rendered: false }] });
    for (const pair of [changesOf(rendered, not), changesOf(not, rendered)]) {
      expect(pair).toEqual({ added: [], removed: [], changed: [], unseen: ["chart"] });
    }
    expect(
      changesOf(rendered, planOf("dev", [parent], {}, { charts: [{ ...chart, rendered: true }] })).removed,
    ).toEqual([inChart]);
  });
});

describe("another environment", () => {
  const environments = (name: string, domain: string) => ({ "platform:environments": [{ name, domain }] });
  const staging = (resources: PlannedResource[], settings: object = {}) =>
    planOf("staging", resources, { ...environments("staging", "staging.example.com"), ...settings });
  const production = (resources: PlannedResource[], settings: object = {}) =>
    planOf("production", resources, { ...environments("production", "example.com"), ...settings });
  const component = (stack: string, name: string) =>
    resource(stack, name, {}, { custom: false, type: `platform:components:${name}` });
  const inside = (stack: string, parent: string, name: string, props: object) =>
    resource(stack, name, props, { parent: component(stack, parent).urn });
  const effects = (there: Plan, here: Plan) => {
    const { causes, unexplained } = comparisonOf(there, here);
    return {
      causes: Object.fromEntries(causes.map((cause) => [cause.path, effectOf(cause, here.stack, there.stack)])),
      added: unexplained.added.map(({ name }) => name),
      removed: unexplained.removed.map(({ name }) => name),
      changed: unexplained.changed.flatMap(({ resource: { name }, properties }) =>
        properties.map(({ path }) => `${name} ${path}`),
      ),
    };
  };

  it("does not differ by names of the stack, the environment and its domain, in names, keys and texts", () => {
    const there = staging([
      resource("staging", "staging-a", { host: "x.staging.example.com", mail: "a@example.com", "platform-staging": 1 }),
    ]);
    const here = production([
      resource("production", "production-a", {
        host: "x.example.com",
        mail: "a@example.com",
        "platform-production": 1,
      }),
    ]);
    for (const { changes, causes } of [comparisonOf(there, here), comparisonOf(here, there)]) {
      expect([changes, causes]).toEqual([{ added: [], removed: [], changed: [], unseen: [] }, []]);
    }
  });

  it("leads from a value to the setting that has the same two values, and from addresses to their block", () => {
    const setting = (account: string, vpcCidr: string) => ({ "platform:cluster": { account, network: { vpcCidr } } });
    const there = staging(
      [resource("staging", "a", { arn: "x:111122223333:y", subnet: "10.1.64.0/18" })],
      setting("111122223333", "10.1.0.0/16"),
    );
    const here = production(
      [resource("production", "a", { arn: "x:444455556666:y", subnet: "10.2.64.0/18" })],
      setting("444455556666", "10.2.0.0/16"),
    );
    expect(effects(there, here)).toEqual({
      causes: {
        "platform:cluster.account": "1 property of 1 resource",
        "platform:cluster.network.vpcCidr": "1 property of 1 resource",
      },
      added: [],
      removed: [],
      changed: [],
    });
  });

  it("leads from what only one has to the setting that only one has", () => {
    const there = staging([component("staging", "gitlab"), component("staging", "logs")], { "platform:gitlab": {} });
    const here = production(
      [
        component("production", "gitlab"),
        inside("production", "gitlab", "project", {}),
        resource("production", "pool-big", {}),
        resource("production", "else", {}),
      ],
      { "platform:gitlab": { owner: true }, "platform:pools": [{ name: "big" }] },
    );
    expect(effects(there, here)).toEqual({
      causes: {
        "platform:gitlab.owner": "1 resource only in production (1 ConfigMap)",
        "platform:pools": "nothing that it explains alone",
      },
      added: ["pool-big", "else"],
      removed: [],
      changed: [],
    });
  });

  it("takes a number for a setting's within its component, with a unit too, and not elsewhere", () => {
    const logs = (stack: string, memory: string, more: object = {}) => [
      component(stack, "logs"),
      inside(stack, "logs", "store", { memory, ...more }),
      resource(stack, "other", { memory }),
    ];
    const there = staging(logs("staging", "4Gi"), { "platform:logs": { a: 1, b: 1 } });
    const here = production(logs("production", "8Gi"), { "platform:logs": { memoryGiB: 8, a: 2, b: 2 } });
    expect(effects(there, here)).toMatchObject({
      causes: { "platform:logs.memoryGiB": "1 property of 1 resource" },
      changed: ["other memory"],
    });
  });
});
