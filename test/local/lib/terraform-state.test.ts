import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingOutputs } from "../../../components/lib/terraform-outputs";
import { SecretValue, UNKNOWN } from "../../../local/engine/types";
import { root } from "../../../local/lib/project";
import { outputsOf, terraformStates } from "../../../local/lib/terraform-state";

const fixtures = join(root, "test/fixtures/terraform");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "terraform-state-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a state in a file", () => {
  it("is read, with sensitive outputs as secrets", () => {
    const outputs = outputsOf(join(fixtures, "network.tfstate"));
    expect(outputs["vpc_id"]).toBe("vpc-0a1b2c3d");
    expect(outputs["vpn_password"]).toBeInstanceOf(SecretValue);
  });

  it.each([
    ["is missing", undefined, "must be readable, got ENOENT"],
    ["is no JSON", "password = hunter2", "must be readable, got no JSON"],
    ["is of an older Terraform", '{"version": 3, "hunter2": 1}', "must have the version 4, got 3"],
    ["is other JSON", '{"hunter2": 1}', "must have the version 4, got undefined"],
  ])("fails when it %s, without quoting it", (_, content, reason) => {
    const file = join(folder, "state");
    if (content !== undefined) writeFileSync(file, content);
    let message = "";
    try {
      outputsOf(file);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toBe(`the Terraform state ${file} ${reason}`);
    expect(message).not.toContain("hunter2");
  });
});

describe("the states that a program asks for", () => {
  it("are read from files, relative to the project", () => {
    const states = terraformStates(root, () => expect.unreachable());
    expect(states["terraform:state:getLocalReference"]!({ path: "test/fixtures/terraform/empty.tfstate" })).toEqual({
      outputs: {},
    });
  });

  it.each([
    ["getS3Reference", { bucket: "b", key: "k" }, "s3://b/k"],
    ["getAzureRMReference", { storageAccountName: "a", containerName: "c", key: "k" }, "a/c/k"],
  ])("are unknown where an account is needed, and that is said: %s", (name, args, where) => {
    const warnings: string[] = [];
    const states = terraformStates(root, (warning) => warnings.push(warning));
    expect(states[`terraform:state:${name}`]!(args)).toEqual({ outputs: UNKNOWN });
    expect(warnings).toEqual([
      `the Terraform state ${where} is not read without an account: what comes from it is unknown here`,
    ]);
  });
});

describe("outputs that are missing", () => {
  it.each([
    [["a", "b"], ["a", "b"], undefined],
    [["a"], ["a", "b"], { must: "be a state with the output b", got: "a", remedy: "add it to" }],
    [[], ["a", "b"], { must: "be a state with the outputs a, b", got: "none", remedy: "add them to" }],
  ])("of %j when %j are expected", (found, expected, problem) => {
    const given = missingOutputs(found, expected);
    if (problem === undefined) expect(given).toBeUndefined();
    else expect(given).toMatchObject({ ...problem, remedy: expect.stringContaining(problem.remedy) as string });
  });
});
