import * as gitlab from "@pulumi/gitlab";
import { beforeAll, describe, expect, it } from "vitest";
import type { Properties, ResourceClass, Type } from "../../sdks/gitlab/schema";
import { readWheel } from "../support/python";

/** Pulumi's Python package of the same version, which the package index has. */
const wheel = {
  requirement: "pulumi-gitlab==10.4.0",
  sha256: "333719e790c21d48c8f5261e346f2827ec25c621c1dd8d7f6d598bbf01acb5bd",
};

type Described = string | { list: Described } | { map: Described } | { object: Record<string, DescribedProperty> };
interface DescribedProperty {
  type: Described;
  usage: string;
  deprecated?: boolean;
}
interface DescribedResource {
  token: string;
  secrets: string[];
  properties: Record<string, DescribedProperty>;
}

const classes = Object.fromEntries(
  Object.entries(gitlab).filter(([, value]) => "properties" in value),
) as unknown as Record<string, ResourceClass<Properties>>;

let official: { plugin: object; resources: Record<string, DescribedResource>; provider: string[] };
beforeAll(async () => {
  const snake = (name: string) => name.replaceAll(/(?!^)[A-Z]/g, "_$&").toLowerCase();
  official = await readWheel("read_sdk.py", wheel, {
    package: "pulumi_gitlab",
    classes: Object.fromEntries(Object.keys(classes).map((name) => [name, snake(name)])),
  });
});

describe("sdks/gitlab and the Python package of the same version", () => {
  it.each(Object.entries(classes))("%s has the same token, secrets, properties, types and usages", (name, own) => {
    const { token, secrets, properties } = official.resources[name]!;
    const current = Object.entries(properties).filter(([, { deprecated }]) => !deprecated);
    expect({ token: own.__pulumiType, secrets: own.secrets, properties: described(own.properties) }).toEqual({
      token,
      secrets: secrets.filter((key) => !properties[key]!.deprecated),
      properties: Object.fromEntries(current.map(([key, { type, usage }]) => [key, { type, usage }])),
    });
  });

  it("covers what the platform makes", () => {
    expect(Object.keys(classes).sort()).toEqual([
      "BranchProtection",
      "DeployKey",
      "Group",
      "GroupLabel",
      "GroupVariable",
      "PipelineSchedule",
      "PipelineScheduleVariable",
      "Project",
      "ProjectAccessToken",
      "ProjectApprovalRule",
      "ProjectDeployToken",
      "ProjectEnvironment",
      "ProjectHook",
      "ProjectJobTokenScopes",
      "ProjectLevelMrApprovals",
      "ProjectProtectedEnvironment",
      "ProjectPushRules",
      "ProjectSecuritySettings",
      "ProjectShareGroup",
      "ProjectVariable",
      "RepositoryFile",
      "TagProtection",
      "UserRunner",
    ]);
  });

  it("has no other inputs of the provider than the official one, and none that is a secret", () => {
    expect(official.provider).toEqual(expect.arrayContaining(["baseUrl", "cacertFile", "earlyAuthCheck", "retries"]));
    expect(official.plugin).toEqual({ resource: true, name: "gitlab", version: "10.4.0" });
  });
});

function described(properties: Properties): Record<string, DescribedProperty> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, { type, usage }]) => [key, { type: describedType(type), usage }]),
  );
}

function describedType({ kind, element, members }: Type<unknown, unknown>): Described {
  if (kind === "list" || kind === "map") return { [kind]: describedType(element!) } as Described;
  return kind === "object" ? { object: described(members!) } : kind;
}
