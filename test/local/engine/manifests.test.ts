import { describe, expect, it } from "vitest";
import type { ConstructContext } from "../../../local/engine/construct";
import { readManifests } from "../../../local/engine/manifests";
import { childGoals } from "../../../local/engine/objects";
import { Registry } from "../../../local/engine/registry";
import { Session } from "../../../local/engine/session";
import { SecretValue, UNKNOWN } from "../../../local/engine/types";
import { goal } from "./support/goal";
import { folder } from "./support/project";

const config = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

function context(directory = "."): ConstructContext {
  return {
    renderer: undefined,
    directory,
    session: new Session(() => undefined, false),
    registry: new Registry(),
    namespace: "default",
    register: () => Promise.resolve(),
  };
}

/** Names of the children that these inputs make. */
async function children(inputs: Record<string, unknown>, directory?: string): Promise<string[]> {
  const group = goal("kubernetes:yaml/v2:ConfigGroup", "group", { inputs });
  const { objects } = await readManifests(group, context(directory));
  return objects ? childGoals(group, objects, context(directory)).map(({ name }) => name) : [];
}

describe("groups of manifests", () => {
  it("come from files, texts and objects, in that order", async () => {
    const directory = folder({ "a.yaml": `${config("a")}---\n---\n${config("b")}`, "c.yaml": config("c") });
    const objs = [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "e" } }];
    expect(await children({ files: ["a.yaml", "c.yaml"], yaml: config("d"), objs }, directory)).toEqual(
      ["a", "b", "c", "d", "e"].map((name) => `group:default/${name}`),
    );
    expect(await children({ file: "c.yaml", resourcePrefix: "" }, directory)).toEqual(["default/c"]);
  });

  it("may be secret", async () => {
    expect(await children({ yaml: new SecretValue(config("s")) })).toEqual(["group:default/s"]);
  });

  it("are left out while anything is unknown", async () => {
    expect(await children({ yaml: UNKNOWN })).toEqual([]);
  });

  it.each([
    [
      { files: ["https://example.com/a.yaml"] },
      'files of "group" must be paths of single files for this engine, got "https://example.com/a.yaml"; name each file',
    ],
    [
      { files: ["*.yaml"] },
      'files of "group" must be paths of single files for this engine, got "*.yaml"; name each file',
    ],
    [{ files: ["gone.yaml"] }, 'files of "group" must be readable, got "gone.yaml": ENOENT'],
    [{ yaml: "a: [" }, 'yaml of "group" must be valid YAML, got: '],
    [
      { yaml: "kind: ConfigMap" },
      'objects of "group" must have apiVersion, kind and metadata.name, got {"kind":"ConfigMap","metadata":{}}',
    ],
  ])("fails when they are %j", async (inputs, message) => {
    await expect((async () => children(inputs))()).rejects.toThrow(message);
  });
});
