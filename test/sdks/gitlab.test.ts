import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as gitlab from "@pulumi/gitlab";
import { ProviderResource, Resource } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { run, SecretValue, UNKNOWN, type Adapter, type RunResult } from "../../local/engine";
import { root } from "../../local/lib/project";

const directory = join(root, "test/fixtures/programs/gitlab");

describe("a program on the package, loaded as Pulumi's language host loads it", () => {
  let result: RunResult;
  const the = (name: string) => result.resources.find((resource) => resource.name === name)!;

  beforeAll(async () => {
    result = await run({ directory, stack: "dev", config: {}, dryRun: true });
    expect(result.errors).toEqual([]);
  });

  it("registers the provider's tokens, with the inputs given and no others", () => {
    const { provider } = the("key");
    expect(provider).toContain("pulumi:providers:gitlab::server::");
    expect(["key", "token", "existing"].map((name) => [the(name).type, the(name).inputs])).toEqual([
      ["gitlab:index/deployKey:DeployKey", { project: "example/fleet", title: "Flux", key: "ssh-ed25519 AAAA" }],
      ["gitlab:index/projectAccessToken:ProjectAccessToken", { project: "example/fleet", scopes: ["read_api"] }],
      ["gitlab:index/group:Group", {}],
    ]);
    expect(the("existing").id).toBe("42");
  });

  it("gives the provider its version and its inputs as text, and never a token", () => {
    expect(the("server").inputs).toEqual({
      baseUrl: "https://gitlab.example.com/api/v4/",
      retries: "3",
      version: "10.4.0",
    });
  });

  it("encrypts secrets that are given, and knows the rest once it is deployed", () => {
    expect(the("hook").inputs["token"]).toEqual(new SecretValue("planted"));
    expect(result.outputs).toEqual({ keyId: UNKNOWN, tokenValue: UNKNOWN, canPush: UNKNOWN, path: UNKNOWN });
  });

  it("encrypts secrets that GitLab gives", async () => {
    const answers: Adapter = {
      name: "gitlab",
      handles: (type) => type.startsWith("gitlab:"),
      apply: ({ name, inputs }) =>
        Promise.resolve({ id: name, outputs: { ...inputs, deployKeyId: 7, token: "planted" }, changed: true }),
    };
    const invokes = { "gitlab:index/group:Group": () => ({ fullPath: "example" }) };
    const deployed = await run({ directory, stack: "dev", config: {}, dryRun: false, adapters: [answers], invokes });
    expect(deployed.errors).toEqual([]);
    expect(deployed.outputs).toMatchObject({ keyId: 7, tokenValue: new SecretValue("planted"), path: "example" });
  });
});

describe("the package", () => {
  it("is loaded by tsx, as this project's commands are", () => {
    const script = "console.log(typeof require('@pulumi/gitlab').Project)";
    const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--eval", script], {
      cwd: root,
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual(["function\n", ""]);
  });

  it("shares the program's SDK: its resources are resources", () => {
    expect(gitlab.Project.prototype).toBeInstanceOf(Resource);
    expect(gitlab.Provider.prototype).toBeInstanceOf(ProviderResource);
  });

  it("names the plugin that the CLI fetches", () => {
    const { name, version, pulumi } = JSON.parse(
      readFileSync(join(root, "sdks/gitlab/package.json"), "utf8"),
    ) as Record<string, unknown>;
    expect({ name, version, pulumi }).toEqual({
      name: "@pulumi/gitlab",
      version: "10.4.0",
      pulumi: { resource: true, name: "gitlab", version: "10.4.0" },
    });
  });

  it("refuses a resource without a required property", () => {
    const args = { project: "example/fleet", title: "Flux" } as gitlab.DeployKeyArgs;
    expect(() => new gitlab.DeployKey("key", args)).toThrow(new Error("Missing required property 'key'"));
  });

  it("has the arguments and outputs of the official package, for the compiler", () => {
    const made = () => {
      const key = new gitlab.DeployKey("key", { project: "example/fleet", title: "Flux", key: "ssh-ed25519 AAAA" });
      key.deployKeyId satisfies { apply: unknown };
      // @ts-expect-error a computed property is no argument
      new gitlab.DeployKey("key", { project: "p", title: "t", key: "k", deployKeyId: 1 });
      // @ts-expect-error no such argument
      new gitlab.DeployKey("key", { project: "p", title: "t", key: "k", readOnly: true });
      // @ts-expect-error a required argument is missing
      new gitlab.DeployKey("key", { project: "p", title: "t" });
      // @ts-expect-error a number inside of an object
      const rotation: gitlab.ProjectAccessTokenArgs["rotationConfiguration"] = { expirationDays: "1" };
      new gitlab.ProjectAccessToken("token", { project: "p", scopes: [], rotationConfiguration: rotation });
    };
    expect(made).toBeTypeOf("function");
  });
});
