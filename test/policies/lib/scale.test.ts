import { describe, expect, it } from "vitest";

import { Scale } from "../../../policies/lib/kubernetes/scale";
import { Index } from "../../../policies/lib/kubernetes/stack";
import type { Workload } from "../../../policies/lib/kubernetes/types";
import { attempt, Undetermined } from "../../../policies/lib/unknowns";
import { object, patch } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { probe } from "../../support/probe";

const answer = <T>(question: () => T) => {
  const result = attempt(question);
  return result instanceof Undetermined ? result.message : result;
};
const web = (spec: object, metadata: object = {}) =>
  object("apps/v1/Deployment", "shop/web", { spec }, metadata as Record<string, unknown>);
const autoscaler = (spec: object, place = "shop/web") =>
  object("autoscaling/v2/HorizontalPodAutoscaler", place, { spec });
const target = { scaleTargetRef: { kind: "Deployment", name: "web" } };

describe("the fewest pods of a workload", () => {
  const least = (...resources: TestResource[]) =>
    probe(resources, (objects) => {
      const [workload] = objects.of<Workload>("apps/Deployment");
      return answer(() => new Scale(objects).least(workload!));
    });

  it.each([
    ["its replicas", [web({ replicas: 3 })], 3],
    ["one when it does not say", [web({})], 1],
    ["its autoscaler's minimum", [web({ replicas: 3 }), autoscaler({ ...target, minReplicas: 2 })], 2],
    ["one when its autoscaler does not say", [web({ replicas: 3 }), autoscaler(target)], 1],
    [
      "its replicas beside the autoscaler of another",
      [web({ replicas: 3 }), autoscaler({ scaleTargetRef: { kind: "Deployment", name: "api" }, minReplicas: 2 })],
      3,
    ],
    [
      "its replicas beside the autoscaler of another kind",
      [web({ replicas: 3 }), autoscaler({ scaleTargetRef: { kind: "StatefulSet", name: "web" }, minReplicas: 2 })],
      3,
    ],
    [
      "its replicas beside an autoscaler in another namespace",
      [web({ replicas: 3 }), autoscaler({ ...target, minReplicas: 2 }, "store/web")],
      3,
    ],
    [
      "its replicas beside a patch of an autoscaler",
      [web({ replicas: 3 }), patch(autoscaler({ ...target, minReplicas: 2 }))],
      3,
    ],
    ["its replicas where no autoscaler needs its name", [web({ replicas: 3 }, { name: UNKNOWN })], 3],
    [
      "unknown while its name is, which an autoscaler may mean",
      [web({ replicas: 3 }, { name: UNKNOWN }), autoscaler({ ...target, minReplicas: 2 })],
      "metadata.name is not known before the deployment",
    ],
    [
      "unknown while it is unknown whom an autoscaler means",
      [web({ replicas: 3 }), autoscaler({ scaleTargetRef: UNKNOWN, minReplicas: 2 })],
      "spec.scaleTargetRef of kubernetes:autoscaling/v2:HorizontalPodAutoscaler::shop/web is not known before the deployment",
    ],
    [
      "its autoscaler's, whomever another means",
      [web({ replicas: 3 }), autoscaler({ ...target, minReplicas: 2 }), autoscaler({ scaleTargetRef: UNKNOWN }, "a/b")],
      2,
    ],
    [
      "unknown while its replicas are",
      [web({ replicas: UNKNOWN })],
      "spec.replicas of kubernetes:apps/v1:Deployment::shop/web is not known before the deployment",
    ],
  ])("are %s", async (_title, resources, expected) => {
    expect(await least(...resources)).toBe(expected);
  });
});

describe("what is found by a key", () => {
  const index = ({ hidden, lost = [] }: { hidden?: Undetermined; lost?: number[] } = {}) => {
    const items = new Index<number>(hidden);
    for (const [item, key] of [
      [1, "a"],
      [2, "a"],
      [3, "b"],
    ] as const)
      items.add(item, () => key, `T::${item}`);
    const unknown = () => {
      throw new Undetermined("key");
    };
    for (const item of lost) items.add(item, unknown, `T::${item}`);
    return items;
  };
  const odd = (item: number) => item % 2 === 1;
  const LOST = "key of T::5 is not known before the deployment";
  const HIDDEN = "items is not known before the deployment";

  it("is what has the key and holds", () => {
    expect(index().at("a")).toEqual([1, 2]);
    expect(index().find("a", odd)).toEqual([1]);
    expect([index().some("a", odd), index().some("b", (item) => !odd(item)), index().some("c")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("may be what has no known key, if that holds", () => {
    const lost = index({ lost: [5] });
    expect(answer(() => lost.find("a", odd))).toBe(LOST);
    expect(answer(() => lost.find("a", (item) => !odd(item)))).toEqual([2]);
    expect(answer(() => lost.some("c", odd))).toBe(LOST);
    expect(answer(() => lost.some("c", (item) => !odd(item)))).toBe(false);
    expect(answer(() => lost.some("a", odd))).toBe(true);
    expect([lost.doubt?.message, lost.stray(odd)?.message, lost.stray((item) => item > 5)]).toEqual([
      LOST,
      LOST,
      undefined,
    ]);
  });

  it("may be what has no known key, if nobody knows whether that holds", () => {
    const vague = (item: number) => {
      if (item === 5) throw new Undetermined("other");
      return odd(item);
    };
    expect(answer(() => index({ lost: [5] }).find("a", vague))).toBe(LOST);
  });

  it("may be what the index does not see", () => {
    const part = index({ hidden: new Undetermined("items") });
    expect(answer(() => part.find("a", odd))).toBe(HIDDEN);
    expect(answer(() => part.some("c"))).toBe(HIDDEN);
    expect(answer(() => part.some("a"))).toBe(true);
    expect(part.doubt?.message).toBe(HIDDEN);
    expect(index().doubt).toBeUndefined();
  });
});
