import { beforeAll, describe, expect, it } from "vitest";
import { execute, folder, type Outcome, program } from "./support/project";

const source = `
const loaded = () =>
  ["@npmcli/arborist", "typescript", "@pulumi/pulumi/automation"].filter((name) => require.resolve(name) in require.cache);
const v8 = require("@pulumi/pulumi/runtime/closure/v8");
const { Session } = require("inspector");
const { post } = Session.prototype;
const commands = [];
Session.prototype.post = function (command, ...rest) {
  if (command.startsWith("Debugger.")) commands.push(command);
  return post.call(this, command, ...rest);
};
module.exports = async () => {
  const atStart = loaded();
  const { file } = await v8.getFunctionLocationAsync(module.exports);
  await v8.getFunctionLocationAsync(module.exports);
  const { text } = await pulumi.runtime.serializeFunction((a) => a + 1);
  const made = Promise.resolve();
  await require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(made, "a test");
  const paths = await pulumi.runtime.computeCodePaths();
  return {
    atStart,
    afterwards: loaded(),
    isHere: file === require("url").pathToFileURL(__filename).href,
    commands,
    automation: [typeof pulumi.automation.LocalWorkspace, loaded().length],
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
  it("has loaded neither npm's resolver, a compiler nor Pulumi's automation, and gets them when it needs them", () => {
    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({
      atStart: [],
      afterwards: ["@npmcli/arborist", "typescript"],
      automation: ["function", 3],
      serialized: true,
      paths: [],
    });
  });

  it("is debugged only from the first function on whose file is asked for, and is told of it all the same", () => {
    expect(result.outputs).toMatchObject({
      isHere: true,
      commands: ["Debugger.enable", "Debugger.disable", "Debugger.enable"],
    });
  });

  it("notes nowhere where a promise or a resource was made, which nobody would see", () => {
    expect(result.outputs).toMatchObject({ stack: "Error: ", callsites: [] });
  });
});

describe("a pack that has started", () => {
  /** What a pack, whose name this expression is, says is loaded. */
  async function loadedBy(name: string, files: Record<string, string> = {}) {
    const directory = folder({
      "PulumiPolicy.yaml": "runtime: nodejs\nversion: 1.0.0\n",
      "package.json": JSON.stringify({ name: "demo", version: "1.0.0", main: "index.js" }),
      "index.js": `const { PolicyPack } = require("@pulumi/policy");
const loaded = () => ["typescript", "ts-node"].filter((name) => require.resolve(name) in require.cache);
new PolicyPack(${name}, { policies: [
  { name: "loaded", description: "Tells what is loaded.", enforcementLevel: "advisory",
    validateStack: (_, report) => report(loaded().join() || "nothing") },
] });`,
      ...files,
    });
    const { errors, findings } = await execute(program(""), { packs: [{ directory }] });
    return [...errors, ...findings.map(({ pack, message }) => `${pack}: ${message}`)];
  }

  it("has loaded no compiler where it is JavaScript", async () => {
    expect(await loadedBy('"demo"')).toEqual(["demo: nothing"]);
  });

  it.each(["ts", "cts"])("is compiled by the SDK's compiler where it is TypeScript, in .%s", async (extension) => {
    const files = { [`name.${extension}`]: 'const name: string = "typed";\nexport = name;\n' };
    expect(await loadedBy(`require("./name.${extension}")`, files)).toEqual(["typed: typescript,ts-node"]);
  });
});
