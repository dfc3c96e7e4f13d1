import { describe, expect, it } from "vitest";
import { SecretValue, UNKNOWN } from "../../../local/engine/types";
import { isState, readState } from "../../../local/judge/state";
import { UserError } from "../../../local/lib/errors";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const urn = (type: string, name: string) => `urn:pulumi:staging::shop::${type}::${name}`;
const PROVIDER = urn("pulumi:providers:kubernetes", "cluster");
const COMPONENT = urn("shop:index:Web", "web");
const CLAIM = urn("shop:index:Web$kubernetes:core/v1:PersistentVolumeClaim", "disk");
const RESOURCES = [
  { urn: urn("pulumi:pulumi:Stack", "shop-staging"), custom: false, type: "pulumi:pulumi:Stack" },
  {
    urn: PROVIDER,
    custom: true,
    id: "1-2",
    type: "pulumi:providers:kubernetes",
    inputs: { kubeconfig: { ...SECRET, ciphertext: "v1:abc" }, namespace: "shop" },
  },
  { urn: COMPONENT, custom: false, type: "shop:index:Web" },
  {
    urn: CLAIM,
    custom: true,
    id: "shop/disk",
    type: "kubernetes:core/v1:PersistentVolumeClaim",
    inputs: { metadata: { name: "disk" }, token: { ...SECRET, plaintext: '"correct horse"' } },
    outputs: { metadata: { name: "disk", uid: "7" } },
    parent: COMPONENT,
    protect: true,
    provider: `${PROVIDER}::1-2`,
    dependencies: [COMPONENT],
    propertyDependencies: { metadata: [COMPONENT], spec: null },
  },
  { urn: CLAIM, delete: true, custom: true, type: "kubernetes:core/v1:PersistentVolumeClaim" },
];
const exported = (resources: unknown, version: unknown = 3) =>
  JSON.stringify({ version, deployment: { manifest: {}, resources } }, undefined, 4);
const read = (text: string) => readState({ file: "state.json", text });

describe("the state of a stack", () => {
  it("is told from manifests by what it holds", () => {
    const tell = (text: string) => isState({ file: "f", text });
    expect(tell(exported([]))).toBe(true);
    expect(tell('{"version":3,"checkpoint":{}}')).toBe(true);
    expect(tell('{"apiVersion":"v1","kind":"Pod"}')).toBe(false);
    expect(tell("version: 3\ndeployment: {}\n")).toBe(false);
    expect(tell('{"deployment": ')).toBe(false);
  });

  it("gives resources with parents, protection, providers and lines, without what waits for its deletion", () => {
    const { stack, subjects } = read(exported(RESOURCES));
    expect(stack).toBe("staging");
    expect(subjects.map(({ goal, place }) => [goal.type, goal.name, place?.line])).toEqual([
      ["pulumi:pulumi:Stack", "shop-staging", 7],
      ["pulumi:providers:kubernetes", "cluster", 12],
      ["shop:index:Web", "web", 25],
      ["kubernetes:core/v1:PersistentVolumeClaim", "disk", 30],
    ]);
    const claim = subjects[3]!;
    expect(claim.goal.parent).toBe(COMPONENT);
    expect(claim.goal.options.getProtect()).toBe(true);
    expect(claim.outputs).toEqual({ metadata: { name: "disk", uid: "7" } });
    expect(claim.provider).toEqual({
      urn: PROVIDER,
      type: "pulumi:providers:kubernetes",
      inputs: { kubeconfig: new SecretValue(UNKNOWN), namespace: "shop" },
    });
    expect([claim.dependencies, claim.propertyDependencies]).toEqual([
      [COMPONENT],
      { metadata: [COMPONENT], spec: [] },
    ]);
  });

  it("keeps secrets secret: what is encrypted is unknown, and counted", () => {
    const { subjects, encrypted } = read(exported(RESOURCES));
    expect(encrypted).toBe(1);
    expect(subjects[3]?.goal.inputs["token"]).toEqual(new SecretValue("correct horse"));
    expect(JSON.stringify(subjects)).not.toContain("correct horse");
  });
});

describe("a bad state", () => {
  it.each<[string, string, string]>([
    [
      "of another version",
      exported(RESOURCES, 2),
      "version of state.json must be 3 or 4, got 2; export the stack with a current Pulumi",
    ],
    [
      "from a backend's folder",
      '{"version":3,"checkpoint":{"latest":{}}}',
      "state.json must be the export of a stack, got a checkpoint of a backend; write it with pulumi stack export",
    ],
    ["without resources", exported([]), "state.json must have resources, got none; export a stack that is deployed"],
    [
      "that is empty",
      '{"version":3,"deployment":null}',
      "state.json must have resources, got none; export a stack that is deployed",
    ],
    [
      "with a resource that is none",
      exported([...RESOURCES.slice(0, 1), { type: "a:b:C" }]),
      "deployment.resources.1.urn of state.json must be as Pulumi writes it, got: Invalid input: expected string, received undefined; write it with pulumi stack export",
    ],
  ])("%s: one message with what to do", (_, text, message) => {
    expect(() => read(text)).toThrow(new UserError(message));
  });
});
