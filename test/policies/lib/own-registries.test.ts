import { describe, expect, it } from "vitest";

import { ownRegistries } from "../../../policies/lib/kubernetes/own-registries";

const imageTrust = { kind: "kyverno", registries: ["docker.io/library"] };
const gitlab = { kind: "gitlab", group: "Example/Apps" };
const teams = [{ name: "Payments", projects: ["api"] }, { name: "new", projects: [] }, { name: "none" }];
/** What packs take for approved where a stack is configured so. */
const approved = (settings: Record<string, unknown>) => {
  const config = Object.entries({ imageTrust, gitlab, teams, ...settings });
  const given = config.map(([name, value]) => [`platform:${name}`, JSON.stringify(value)]);
  return ownRegistries({ PULUMI_CONFIG: JSON.stringify(Object.fromEntries(given)) });
};
const own = "registry.gitlab.com/example/apps/payments";
const given = "docker.io/library";

describe("registries that the stack approves", () => {
  it.each([
    ["the paths of teams with projects, and the given ones", {}, [own, given]],
    ["only the given ones where nobody verifies images", { imageTrust: { ...imageTrust, kind: "none" } }, [given]],
    ["only the given ones where there is no GitLab", { gitlab: { kind: "none" } }, [given]],
    ["only paths where none are given", { imageTrust: { kind: "kyverno" } }, [own]],
    ["no other than texts", { imageTrust: { ...imageTrust, registries: [7, given, null] } }, [own, given]],
    ["only the given ones where there are no teams", { teams: null }, [given]],
    [
      "paths in a registry with a name of its own",
      { imageTrust: { kind: "kyverno", registry: "images.example.com:5050" } },
      ["images.example.com:5050/example/apps/payments"],
    ],
    [
      "paths in the registry of one's own GitLab",
      { gitlab: { ...gitlab, baseUrl: "https://git.example.com:8443/api/v4" } },
      ["registry.git.example.com/example/apps/payments", given],
    ],
    ["paths at gitlab.com where the address is none", { gitlab: { ...gitlab, baseUrl: "git" } }, [own, given]],
    ["paths at gitlab.com where the address is no text", { gitlab: { ...gitlab, baseUrl: 7 } }, [own, given]],
  ])("are %s", (_title, settings, expected) => {
    expect(approved(settings)).toEqual(expected);
  });

  it.each([undefined, "", "{", "[]", '{"platform:imageTrust": 1, "platform:teams": "x", "platform:gitlab": null}'])(
    "are none where the configuration is %j",
    (PULUMI_CONFIG) => {
      expect(ownRegistries({ PULUMI_CONFIG })).toEqual([]);
    },
  );
});
