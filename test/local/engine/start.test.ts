import { beforeAll, describe, expect, it } from "vitest";
import { execute, type Outcome, program } from "./support/project";

const source = `
const loaded = () => ["@npmcli/arborist", "typescript"].filter((name) => require.resolve(name) in require.cache);
module.exports = async () => {
  const atStart = loaded();
  const { text } = await pulumi.runtime.serializeFunction((a) => a + 1);
  const made = Promise.resolve();
  await require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(made, "a test");
  const paths = await pulumi.runtime.computeCodePaths();
  return {
    atStart,
    afterwards: loaded(),
    serialized: text.includes("return (a) => a + 1"),
    paths: [...paths.keys()],
    stack: made._debugStackTrace,
    callsites: pulumi.Resource.callsites(),
  };
};
`;

let result: Outcome;

beforeAll(async () => {
  result = await execute(program(source));
});

describe("a program that has started", () => {
  it("has loaded neither npm's resolver nor a compiler, and gets them when it serializes a function", () => {
    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({
      atStart: [],
      afterwards: ["@npmcli/arborist", "typescript"],
      serialized: true,
      paths: [],
    });
  });

  it("notes nowhere where a promise or a resource was made, which nobody would see", () => {
    expect(result.outputs).toMatchObject({ stack: "Error: ", callsites: [] });
  });
});
