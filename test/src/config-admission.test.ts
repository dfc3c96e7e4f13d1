import { describe, expect, it } from "vitest";
import { admissionPlan } from "../../src/resolve/admission";
import type { Settings } from "../../src/settings";
import { existingCluster, messageFor, parse } from "../support/config";

const teams = [{ name: "payments", namespaces: [{ name: "payments" }] }];
const plan = (admission?: object) =>
  parse({ cluster: existingCluster, teams, ...(admission && { admission }) }).admission;

describe("admission", () => {
  it("refuses by default", () => {
    expect(plan()).toEqual({
      stack: "staging",
      environments: ["staging"],
      mode: "enforce",
      onboarding: [],
      registries: [],
    });
  });

  it("warns all or single teams, or asks nothing", () => {
    const onboarding = ["payments"];
    expect(plan({ kind: "enforce", onboarding })).toMatchObject({ mode: "enforce", onboarding });
    expect(plan({ kind: "warn" })).toMatchObject({ mode: "warn", onboarding: [] });
    expect(plan({ kind: "none" })).toBeUndefined();
  });

  it("knows where images of teams come from", () => {
    const image = (name: string) => ({ image: `registry.gitlab.com/example/payments/${name}` });
    const team = {
      name: "orders",
      images: [image("api"), image("jobs")],
      previews: { image: "registry.example.com:5000/shop/web" },
    };
    const registriesWith = (gitlab: object) => {
      const imageTrust = { kind: "none", registries: ["docker.io/library"] };
      const settings = { admission: { kind: "warn" }, environments: [], teams: [team], gitlab, imageTrust };
      return admissionPlan("dev", settings as unknown as Settings)?.registries;
    };
    const named = ["docker.io/library", "registry.example.com:5000/shop", "registry.gitlab.com/example/payments"];
    expect(registriesWith({ kind: "none" })).toEqual(named);
    expect(registriesWith({ kind: "gitlab", baseUrl: "https://gitlab.com/api/v4", group: "Example" })).toEqual([
      ...named.slice(0, 2),
      "registry.gitlab.com/example/orders",
      ...named.slice(2),
    ]);
  });

  it("fails when a team that joins does not exist", () => {
    expect(messageFor({ cluster: existingCluster, teams, admission: { kind: "enforce", onboarding: ["shop"] } })).toBe(
      'the configuration of stack dev has a mistake:\n  platform:admission.onboarding[0] must be a team of platform:teams, got "shop"; write one of payments, or remove it',
    );
  });
});
