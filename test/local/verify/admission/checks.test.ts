import { describe, expect, it } from "vitest";
import type { Attempt } from "../../../../local/verify/admission/attempt";
import { mustAccept, mustRefuse, runChecks } from "../../../../local/verify/admission/checks";
import { compliantPod, violations } from "../../../../local/verify/admission/pods";

const by = { name: "the quota of pods", pattern: /exceeded quota/ };
const accepted: Attempt = { accepted: { ...compliantPod() } };

describe("an attempt that must be refused", () => {
  it("passes when it is refused for that reason", () => {
    expect(mustRefuse("a pod", "namespace a", by, { refused: "exceeded quota: quota" })).toBeUndefined();
  });

  it("fails when it is accepted", () => {
    expect(mustRefuse("a pod", "namespace a", by, accepted)).toEqual({
      what: "a pod must be refused by the quota of pods, got accepted",
      where: "namespace a",
      why: "the quota of pods is missing or wider than declared",
      remedy: "restore it: npm run local",
    });
  });

  it("fails when it is refused for another reason", () => {
    expect(mustRefuse("a pod", "namespace a", by, { refused: "violates PodSecurity" })).toMatchObject({
      what: "a pod must be refused by the quota of pods, got another refusal",
      why: "violates PodSecurity",
    });
  });
});

describe("an attempt that must be accepted", () => {
  it("fails when it is refused, and says why", () => {
    expect(mustAccept("a pod", "namespace a", { refused: "no" })).toMatchObject({
      what: "a pod must be accepted, got refused",
      why: "no",
    });
  });

  it("fails when the object came out otherwise", () => {
    expect(mustAccept("a pod", "namespace a", accepted, () => "it has a token")).toMatchObject({
      why: "it has a token",
    });
    expect(mustAccept("a pod", "namespace a", accepted)).toBeUndefined();
  });
});

describe("running checks", () => {
  it("counts passed and failed and keeps the failures", async () => {
    const failure = { what: "w", where: "x", why: "y", remedy: "z" };
    const outcome = await runChecks([
      { run: () => Promise.resolve(undefined) },
      { run: () => Promise.resolve(failure) },
    ]);
    expect(outcome).toEqual({ passed: 1, failed: 1, failures: [failure] });
  });
});

describe("forbidden pods", () => {
  it("each differ from the compliant one", () => {
    const compliant = JSON.stringify(compliantPod().spec);
    expect(violations.filter(({ pod }) => JSON.stringify(pod.spec) === compliant)).toEqual([]);
    expect(new Set(violations.map(({ pod }) => JSON.stringify(pod.spec))).size).toBe(violations.length);
  });
});
