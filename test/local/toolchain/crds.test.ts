import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../../local/engine/types";
import { UserError } from "../../../local/lib/errors";
import { crdsFromDirectory, crdsFromModules, mergeCrds } from "../../../local/toolchain";
import { crdModules } from "../../../local/toolchain/pins";
import { FakeTools } from "../../support/faketools";

let tools: FakeTools;
let files: string;
beforeEach(() => {
  tools = new FakeTools();
  files = mkdtempSync(join(tools.directory, "crds-"));
});
afterEach(() => tools.remove());

const options = () => ({ log: tools.log, env: tools.env });
const crd = (name: string, mark = "first") =>
  `kind: CustomResourceDefinition\nmetadata: {name: ${name}, annotations: {mark: ${mark}}}\n`;
const namesOf = (crds: Manifest[]) => crds.map((manifest) => (manifest["metadata"] as { name: string }).name);

function write(file: string, text: string): void {
  mkdirSync(dirname(join(files, file)), { recursive: true });
  writeFileSync(join(files, file), text);
}

/** Go whose modules hold one definition in each of their paths. */
function goWithModules(change: (download: Record<string, unknown>) => unknown = (download) => download): void {
  const downloads = crdModules.map(({ module, version, sum, paths }, index) => {
    for (const path of paths)
      write(`${index}/${/\.yaml$/.test(path) ? path : `${path}/a.yaml`}`, crd(`${path}.${module}`));
    return change({ Path: module, Version: version, Sum: sum, Dir: join(files, String(index)) });
  });
  const text = downloads.map((download) => JSON.stringify(download, undefined, "\t")).join("\n");
  tools.go({ download: `console.log(${JSON.stringify(text)})` });
}

describe("definitions from Go modules", () => {
  it("are read from the paths of every pinned module", async () => {
    goWithModules();
    const expected = crdModules.flatMap(({ module, paths }) => paths.map((path) => `${path}.${module}`));
    expect(namesOf(await crdsFromModules(options()))).toEqual(expected);
    const [call] = tools.calls("go").filter(({ args }) => args[0] === "mod");
    expect(call?.args).toEqual([
      "mod",
      "download",
      "-json",
      ...crdModules.map((its) => `${its.module}@${its.version}`),
    ]);
  });

  it("are unpacked where Go does not, because the module asks for a newer Go", async () => {
    goWithModules(({ Dir, ...download }) => {
      if (download["Path"] !== "istio.io/api") return { Dir, ...download };
      const zip = join(files, "module.zip");
      const inZip = `istio.io/api@${String(download["Version"])}`;
      const program = `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for folder, _, names in os.walk(sys.argv[2]):
        for name in names:
            path = os.path.join(folder, name)
            z.write(path, os.path.join(sys.argv[3], os.path.relpath(path, sys.argv[2])))`;
      execFileSync("python3", ["-c", program, zip, String(Dir), inZip]);
      return { ...download, Zip: zip, Error: "requires go >= 1.99" };
    });
    const env = { ...tools.env, PATH: `${tools.env["PATH"]}${delimiter}${process.env["PATH"]}` };
    const expected = crdModules.flatMap(({ module, paths }) => paths.map((path) => `${path}.${module}`));
    expect(namesOf(await crdsFromModules({ ...options(), env }))).toEqual(expected);
  });

  it("come from the cache the second time", async () => {
    goWithModules();
    const first = await crdsFromModules(options());
    const calls = tools.calls("go").length;
    expect(await crdsFromModules(options())).toEqual(first);
    expect(tools.calls("go")).toHaveLength(calls);
  });

  it("fails when a module has another hash than pinned", async () => {
    goWithModules((download) => (download["Path"] === "istio.io/api" ? { ...download, Sum: "h1:other" } : download));
    const { sum, version } = crdModules.find(({ module }) => module === "istio.io/api")!;
    await expect(crdsFromModules(options())).rejects.toThrow(
      new UserError(
        `the Go module istio.io/api ${version} must have the hash ${sum}, got h1:other: it was changed on the way or ` +
          "at its source; do not use it, and check GOPROXY (go env)",
      ),
    );
  });

  it("fails when a module cannot be had", async () => {
    goWithModules(({ Dir: _, ...download }) =>
      download["Path"] === "istio.io/api" ? { ...download, Error: "reading: 403 Forbidden" } : { ...download, Dir: _ },
    );
    await expect(crdsFromModules(options())).rejects.toThrow(
      /^the Go module istio\.io\/api \S+ must be downloadable, got: reading: 403 Forbidden; check the network and GOPROXY \(go env\)$/,
    );
  });

  it("fails when there is no Go", async () => {
    await expect(crdsFromModules(options())).rejects.toThrow(
      /^go must be on PATH to download custom resource definitions, got none; install Go/,
    );
  });
});

describe("definitions from a folder", () => {
  it("are every definition of its YAML files, and nothing else", async () => {
    write("b.yaml", `${crd("two")}---\nkind: ConfigMap\nmetadata: {name: no}\n---\n${crd("three")}`);
    write("a.yml", crd("one"));
    write("empty.yaml", "");
    write("notes.txt", crd("no"));
    expect(namesOf(await crdsFromDirectory(files, options()))).toEqual(["one", "two", "three"]);
  });

  it("are read anew when a file changes", async () => {
    write("a.yaml", crd("one"));
    await crdsFromDirectory(files, options());
    write("a.yaml", crd("other"));
    expect(namesOf(await crdsFromDirectory(files, options()))).toEqual(["other"]);
  });

  it("count once when two files hold the same name", async () => {
    write("a.yaml", crd("one", "a"));
    write("b.yaml", crd("one", "b"));
    expect(await crdsFromDirectory(files, options())).toMatchObject([{ metadata: { annotations: { mark: "a" } } }]);
  });

  it("lose the descriptions of their schemas, and nothing else", async () => {
    const schema = {
      type: "object",
      properties: {
        description: { type: "string", default: "none" },
        list: { type: "array", items: { anyOf: [{ type: "string" }] } },
        map: { type: "object", additionalProperties: { type: "string" }, default: { description: "kept" } },
        open: { type: "object", additionalProperties: true, not: { required: ["no"] } },
      },
    };
    const text = JSON.stringify(schema).replaceAll('{"type":', '{"description":"words","type":');
    const definition = (openAPIV3Schema: unknown) => ({
      kind: "CustomResourceDefinition",
      metadata: { name: "a" },
      spec: { versions: [{ name: "v1", schema: { openAPIV3Schema } }] },
    });
    write("a.yaml", JSON.stringify(definition(JSON.parse(text))));
    expect(await crdsFromDirectory(files, options())).toEqual([definition(schema)]);
  });

  it("fails when there is no such folder", async () => {
    const missing = join(files, "missing");
    await expect(crdsFromDirectory(missing, options())).rejects.toThrow(
      new UserError(`--crds must be a folder with YAML files, got "${missing}": ENOENT; give another`),
    );
  });

  it("fails when there is none", async () => {
    write("a.yaml", "kind: ConfigMap\n");
    await expect(crdsFromDirectory(files, options())).rejects.toThrow(
      new UserError(
        `--crds must be a folder with CustomResourceDefinitions in *.yaml, got "${files}" without any; give another`,
      ),
    );
  });

  it("fails when a file is not YAML", async () => {
    write("a.yaml", "kind: [CustomResourceDefinition\n");
    await expect(crdsFromDirectory(files, options())).rejects.toThrow(
      /a\.yaml must be YAML, got: .*; correct the file$/s,
    );
  });
});

it("takes the definition of the first list when lists share a name", () => {
  const named = (name: string, list: string): Manifest => ({
    kind: "CustomResourceDefinition",
    metadata: { name },
    list,
  });
  expect(mergeCrds([named("a", "1"), named("b", "1")], [named("b", "2"), named("c", "2")])).toEqual([
    named("a", "1"),
    named("b", "1"),
    named("c", "2"),
  ]);
});
