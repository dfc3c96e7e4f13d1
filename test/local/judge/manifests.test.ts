import { describe, expect, it } from "vitest";
import { readManifests } from "../../../local/judge/manifests";
import { SecretValue } from "../../../local/engine/types";
import { UserError } from "../../../local/lib/errors";

const read = (text: string, namespace?: string) => readManifests([{ file: "a.yaml", text }], "production", namespace);
const where = (text: string, namespace?: string) =>
  read(text, namespace).map(({ goal, place }) => [`${goal.type}::${goal.name}`, place?.line]);

const POD = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\n";

describe("objects of manifests", () => {
  it("are found in every document and list, with their lines and the types that Pulumi has for them", () => {
    const text = `# rendered
${POD}---
# nothing in this one
---
apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: api, namespace: shop }
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: { name: reader }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
  - metadata: { name: deny, namespace: shop }
`;
    expect(where(text)).toEqual([
      ["kubernetes:core/v1:Pod::shop/web", 2],
      ["kubernetes:apps/v1:Deployment::shop/api", 11],
      ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole::reader", 14],
      ["kubernetes:networking.k8s.io/v1:NetworkPolicy::shop/deny", 21],
    ]);
  });

  it("may be JSON, and anchors and merged keys are followed", () => {
    expect(where('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}}')).toEqual([
      ["kubernetes:core/v1:Pod::web", 1],
    ]);
    const merged = `apiVersion: v1\nkind: ConfigMap\nmetadata: &names { name: a, namespace: b }\ndata:\n  <<: *names\n  more: "1"\n`;
    expect(read(merged)[0]?.goal.inputs["data"]).toEqual({ name: "a", namespace: "b", more: "1" });
  });

  it("are taken as Kubernetes reads YAML", () => {
    const [subject] = read(`apiVersion: v1\nkind: X\nmetadata: { name: a }\nmode: 0644\non: yes\nday: 2026-01-01\n`);
    expect(subject?.goal.inputs).toMatchObject({ mode: 420, true: true, day: "2026-01-01" });
  });

  it("go into the namespace that is given, but for those that name one or belong to the cluster", () => {
    const text = `${POD}---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n`;
    expect(where(text, "checkout").map(([name]) => name)).toEqual([
      "kubernetes:core/v1:Pod::shop/web",
      "kubernetes:core/v1:Service::checkout/web",
      "kubernetes:core/v1:Namespace::shop",
    ]);
  });

  it("hide what a Secret holds", () => {
    const [subject] = read(`apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { key: correct horse }\n`);
    expect(subject?.goal.inputs["data"]).toEqual(new SecretValue({ key: "Y29ycmVjdCBob3JzZQ==" }));
    expect(subject?.goal.inputs["stringData"]).toBeUndefined();
  });

  it("tell the line of the deepest part of a path that is written", () => {
    const [subject] = read(`${POD}spec:\n  containers:\n    - name: web\n      image: web\n`);
    const { within } = subject!.place!;
    expect(within?.(["spec", "containers", 0, "image"])).toEqual({ line: 7, depth: 4 });
    expect(within?.(["spec", "containers", 0, "ports", 1])).toEqual({ line: 6, depth: 3 });
    expect(within?.(["containers", 0])).toEqual({ line: 1, depth: 0 });
  });
});

describe("bad manifests", () => {
  it.each<[string, string, string]>([
    [
      "of no YAML",
      `${POD}spec: {{ .Values.spec }}\nother: [\n`,
      "a.yaml, line 6 must be YAML, got: Flow sequence in block collection must be sufficiently indented and end with a ]; correct it, or render the template first",
    ],
    ["of a text", "hello", 'a.yaml, line 1 must be a Kubernetes object, got "hello"; write whole objects'],
    ["of a list", "- a\n", "a.yaml, line 1 must be a Kubernetes object, got a list; write whole objects"],
    [
      "without anything",
      "# nothing\n---\n{}\n",
      "a.yaml must hold Kubernetes objects, got none; see whether what renders it failed",
    ],
    [
      "without kind",
      "---\napiVersion: v1\n",
      "a.yaml, line 2 must have kind, as every Kubernetes object, got nothing; complete it",
    ],
    [
      "with a name that is none",
      "apiVersion: v1\nkind: Pod\nmetadata: { name: 1 }\n",
      "a.yaml, line 1 must have metadata.name, as every Kubernetes object, got 1; complete it",
    ],
    [
      "for kustomize",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
      "a.yaml, line 1 must be a Kubernetes object, got instructions for kustomize; judge what kustomize build prints",
    ],
    [
      "with an object twice",
      `${POD}---\n${POD}`,
      "a.yaml, line 5 must not hold kubernetes:core/v1:Pod::shop/web again, which a.yaml, line 1 holds; judge one rendering at a time",
    ],
    [
      "with a bomb of aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d"].map((key, i) => `${key}: &${key} [${`*${"abc"[i]},`.repeat(9)}]\n`).join("")}`,
      "a.yaml, line 1 must be YAML that can be read, got: Excessive alias count indicates a resource exhaustion attack; correct it",
    ],
  ])("%s: one message with the place and what to do", (_, text, message) => {
    expect(() => read(text)).toThrow(new UserError(message));
  });
});
