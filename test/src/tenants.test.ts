import { expect, it } from "vitest";
import { ownerOf } from "../../src/parts/tenants";

it("lets a tenant wait for its own team, or for the environment whose shared namespace it is", () => {
  const config = {
    environments: [{ name: "dev" }, { name: "staging" }],
    teams: [{ name: "payments" }, { name: "dev" }],
  };
  const made = { environments: ["dev's", "staging's"], teams: ["of payments", "of the team dev"] };
  const owner = (environment: string, team?: string) => ownerOf({ environment, team }, config, made);
  expect([owner("staging"), owner("dev"), owner("dev", "dev"), owner("staging", "payments")]).toEqual([
    "staging's",
    "dev's",
    "of the team dev",
    "of payments",
  ]);
});
