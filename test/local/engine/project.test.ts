import { describe, expect, it } from "vitest";
import { loadProject, loadStack } from "../../../local/engine";
import { UserError } from "../../../local/lib/errors";
import { folder } from "./support/project";

const project = "name: platform\nruntime: nodejs\n";

function stack(content: string, pulumi = project): Record<string, string> {
  return loadStack(folder({ "Pulumi.yaml": pulumi, "Pulumi.dev.yaml": content }), "dev");
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error("nothing was thrown");
}

describe("a stack's configuration", () => {
  it("is texts by full key, nested values as JSON", () => {
    expect(
      stack(`config:
  platform:name: web
  replicas: 3
  ratio: 0.5
  on: true
  aws:config:region: eu-central-1
  platform:teams: [{ name: payments, groups: [a, b] }]
`),
    ).toEqual({
      "platform:name": "web",
      "platform:replicas": "3",
      "platform:ratio": "0.5",
      "platform:on": "true",
      "aws:region": "eu-central-1",
      "platform:teams": '[{"name":"payments","groups":["a","b"]}]',
    });
  });

  it("may be empty", () => {
    expect(stack("")).toEqual({});
    expect(stack("config:\n")).toEqual({});
  });

  it("takes what the project declares for all stacks", () => {
    const declared = `${project}config:
  short: 1
  typed: { type: string, default: fallback }
  overridden: { type: integer, default: 1 }
  wrapped: { value: [1, 2] }
  aws:region: { value: eu-west-1 }
`;
    expect(stack("config: { platform:overridden: 2 }", declared)).toEqual({
      "platform:short": "1",
      "platform:typed": "fallback",
      "platform:overridden": "2",
      "platform:wrapped": "[1,2]",
      "aws:region": "eu-west-1",
    });
  });

  it("fails when the stack does not exist, and names those that do", () => {
    const directory = folder({
      "Pulumi.yaml": project,
      "Pulumi.staging.yaml": "",
      "Pulumi.dev.yaml": "",
      "Pulumi.production.yaml": "",
    });
    expect(messageOf(() => loadStack(directory, "qa"))).toBe(
      'there is no stack "qa": Pulumi.qa.yaml does not exist; the stacks are dev, production, staging',
    );
    expect(messageOf(() => loadStack(folder({ "Pulumi.yaml": project }), "qa"))).toBe(
      'there is no stack "qa": Pulumi.qa.yaml does not exist; the project has no stacks',
    );
  });

  it.each([
    ["config: [a", /^Pulumi\.dev\.yaml, line \d must be valid YAML, got: .+; correct it$/],
    [
      "config:\n  a: 1\n  a: 2\n",
      "Pulumi.dev.yaml, line 3 must be valid YAML, got: Map keys must be unique; correct it",
    ],
    ["- config", 'Pulumi.dev.yaml, line 1 must be a map of settings, got a list; write "key: value" lines'],
    ["config: [a]", 'Pulumi.dev.yaml: config must be a map of settings, got a list; write "key: value" lines'],
    ["config:\n  a:\n", "Pulumi.dev.yaml: config a must have a value, got nothing; give one or delete the line"],
    [
      "config:\n  a: { secure: v1:abc }\n",
      'Pulumi.dev.yaml: config a must not be a secret, got "secure:"; give it through Vault or the environment',
    ],
    [
      "config:\n  a: [{ b: { secure: v1:abc } }]\n",
      'Pulumi.dev.yaml: config a must not be a secret, got "secure:"; give it through Vault or the environment',
    ],
  ])("fails when the file is %j", (content, message) => {
    if (typeof message === "string") expect(messageOf(() => stack(content))).toBe(message);
    else expect(messageOf(() => stack(content))).toMatch(message);
  });

  it("fails when the project requires what the stack lacks", () => {
    expect(messageOf(() => stack("", `${project}config:\n  needed: { type: string }\n`))).toBe(
      "Pulumi.dev.yaml: config must set platform:needed, got nothing; Pulumi.yaml requires it",
    );
  });
});

describe("a project", () => {
  it("has a name, stacks, options, and runs in its own folder", () => {
    const directory = folder({
      "Pulumi.yaml": "name: p\nruntime:\n  name: nodejs\n  options: { tsconfig: tsconfig.run.json }\n",
      "Pulumi.b.yaml": "",
      "Pulumi.a.yaml": "",
    });
    expect(loadProject(directory)).toMatchObject({
      name: "p",
      stacks: ["a", "b"],
      runtimeOptions: { tsconfig: "tsconfig.run.json" },
      programDirectory: directory,
      entryPoint: ".",
    });
  });

  it("runs where its main is", () => {
    const files = { "src/index.ts": "", "src/other.ts": "" };
    const file = folder({ ...files, "Pulumi.yaml": `${project}main: src/other.ts\n` });
    expect(loadProject(file)).toMatchObject({ programDirectory: `${file}/src`, entryPoint: "other.ts" });
    const inner = folder({ ...files, "Pulumi.yaml": `${project}main: src\n` });
    expect(loadProject(inner)).toMatchObject({ programDirectory: `${inner}/src`, entryPoint: "." });
  });

  it.each([
    ["runtime: nodejs", 'Pulumi.yaml: name must be the project\'s name, got nothing; add "name: <project>"'],
    ["name: p\nruntime: python", 'Pulumi.yaml: runtime must be nodejs, got "python"; other languages do not run here'],
    ["name: p", "Pulumi.yaml: runtime must be nodejs, got nothing; other languages do not run here"],
    [`${project}main: 3`, "Pulumi.yaml: main must be a path, got 3; correct or delete it"],
    [`${project}main: gone`, 'Pulumi.yaml: main must be a file or folder, got "gone", which does not exist'],
  ])("fails when it is %j", (content, message) => {
    expect(messageOf(() => loadProject(folder({ "Pulumi.yaml": content })))).toBe(message);
  });

  it("fails when there is none", () => {
    expect(messageOf(() => loadProject(folder({})))).toBe(
      "Pulumi.yaml must exist in the project's folder, got none; run this in the project's folder",
    );
  });
});
