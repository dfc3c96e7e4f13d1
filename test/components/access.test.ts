import { expect, it } from "vitest";
import { Access } from "../../components/access";
import { registeredBy } from "../support/registered";

const groupsWith = (enabled: boolean) => ({
  admins: ["oidc:a"],
  operators: ["oidc:o"],
  viewers: [],
  breakGlass: { enabled, groups: ["oidc:b"] },
});

async function bindings(breakGlass: boolean) {
  const registered = await registeredBy((opts) => new Access("access", { groups: groupsWith(breakGlass) }, opts));
  return registered
    .filter(({ type }) => type.endsWith(":ClusterRoleBinding"))
    .map(({ name, inputs }) => [name, (inputs["roleRef"] as { name: string }).name]);
}

it("makes the four roles under the names that people know", async () => {
  const registered = await registeredBy((opts) => new Access("access", { groups: groupsWith(false) }, opts));
  expect(
    registered
      .filter(({ type }) => type.endsWith(":ClusterRole"))
      .map(({ inputs }) => (inputs["metadata"] as { name: string }).name),
  ).toEqual(["platform-admin", "platform-developer", "platform-operator", "platform-viewer"]);
});

it("binds cluster-wide only the groups that configuration names", async () => {
  expect(await bindings(false)).toEqual([
    ["access-admins", "platform-admin"],
    ["access-operators", "platform-operator"],
  ]);
});

it("binds cluster-admin only while break-glass is enabled", async () => {
  expect(await bindings(true)).toContainEqual(["access-break-glass", "cluster-admin"]);
});
