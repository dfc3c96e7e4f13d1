import { describe, expect, it } from "vitest";
import { existingCluster, messageFor, parse } from "../support/config";

const image = "registry.gitlab.com/example/payments/api";
const teams = [
  {
    name: "payments",
    namespaces: [{ name: "payments" }],
    images: [
      { name: "api", image, versions: ">=1.0.0" },
      { name: "jobs", image: "registry.gitlab.com/example/payments/jobs", versions: ">=1.0.0" },
    ],
  },
];
const plan = (admission?: object) =>
  parse({ cluster: existingCluster, teams, ...(admission && { admission }) }).admission;

describe("admission", () => {
  it("refuses by default, and knows where images of teams come from", () => {
    expect(plan()).toEqual({
      stack: "staging",
      environments: ["staging"],
      mode: "enforce",
      onboarding: [],
      registries: ["registry.gitlab.com/example/payments"],
    });
  });

  it("warns all or single teams, or asks nothing", () => {
    expect(plan({ kind: "enforce", onboarding: ["payments"] })).toMatchObject({
      mode: "enforce",
      onboarding: ["payments"],
    });
    expect(plan({ kind: "warn" })).toMatchObject({ mode: "warn", onboarding: [] });
    expect(plan({ kind: "none" })).toBeUndefined();
  });

  it("fails when a team that joins does not exist", () => {
    expect(messageFor({ cluster: existingCluster, teams, admission: { kind: "enforce", onboarding: ["shop"] } })).toBe(
      'the configuration of stack staging has a mistake:\n  platform:admission.onboarding[0] must be a team of platform:teams, got "shop"; write one of payments, or remove it',
    );
  });
});
