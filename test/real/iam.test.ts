import { beforeAll, describe, expect, it } from "vitest";
import { AwsCluster } from "../../components/cluster/aws";
import { full, parse } from "../support/config";
import { lintIam, type IamDocument } from "../support/python/iam";
import { registeredBy } from "../support/registered";

let documents: Record<string, IamDocument>;
beforeAll(async () => {
  const { cluster } = parse(full.aws);
  const registered = await registeredBy((opts) => new AwsCluster("cluster", cluster as never, opts));
  documents = Object.fromEntries(
    registered.flatMap(({ name, inputs }) =>
      ["policy", "assumeRolePolicy"].flatMap((property) => {
        const text = inputs[property];
        return typeof text === "string" ? [[`${name} ${property}`, JSON.parse(text) as IamDocument]] : [];
      }),
    ),
  );
});

describe("the linter parliament", () => {
  it("finds nothing in any document of a cluster on AWS but what is known of it", async () => {
    expect(Object.keys(documents).length).toBeGreaterThan(30);
    expect(await lintIam(documents)).toEqual([]);
  });

  it.each([
    ["an action that does not exist", { Action: "s3:GetObjekt" }, "UNKNOWN_ACTION"],
    [
      "an action on resources of another kind",
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::b" },
      "RESOURCE_MISMATCH",
    ],
    [
      "a condition that the action does not know",
      { Condition: { StringEquals: { "s3:Nope": "x" } } },
      "UNKNOWN_CONDITION",
    ],
    ["an operator that does not exist", { Condition: { StringIs: { "aws:SourceVpc": "x" } } }, "UNKNOWN_OPERATOR"],
  ])("would find %s", async (_, change, issue) => {
    const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*", ...change };
    const findings = await lintIam({ test: { Version: "2012-10-17", Statement: [statement] } });
    expect(findings.join("\n")).toContain(`test: ${issue}`);
  });
});
