import { describe, expect, it } from "vitest";

import { eachObject } from "../../../policies/lib/kubernetes/object";
import { attempt, Undetermined } from "../../../policies/lib/unknowns";
import { listOf, object } from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { probe } from "../../support/probe";

/** Where the objects of a resource are, and how messages call them. */
const read = (resource: TestResource) =>
  probe([resource], (objects, report) => {
    const found: unknown[] = [];
    eachObject(
      objects.resources.find(({ name }) => name === resource.name)!,
      report,
      (item) => {
        const name = attempt(() => item.name);
        found.push([name instanceof Undetermined ? name.message : name, item.namespace, item.label]);
      },
    );
    return found;
  });
const pod = (metadata: unknown): TestResource => ({
  type: "kubernetes:core/v1:Pod",
  name: "resource",
  props: { metadata },
});
const NAMELESS = "metadata.name is not known before the deployment";

describe("a Kubernetes object", () => {
  it.each([
    ["a name and a namespace", pod({ name: "web", namespace: "shop" }), ["web", "shop", "Pod shop/web"]],
    ["no namespace", pod({ name: "web" }), ["web", "default", "Pod web"]],
    ["an empty namespace", pod({ name: "web", namespace: "" }), ["web", "default", "Pod web"]],
    ["a namespace that is no text", pod({ name: "web", namespace: 7 }), ["web", "default", "Pod web"]],
    ["a name that the provider makes up", pod({ namespace: "shop" }), [NAMELESS, "shop", "Pod shop/resource"]],
    ["an empty name", pod({ name: "" }), [NAMELESS, "default", "Pod resource"]],
    ["a name that is no text", pod({ name: 7 }), [NAMELESS, "default", "Pod resource"]],
    ["a name that is not known yet", pod({ name: UNKNOWN }), [NAMELESS, "default", "Pod resource"]],
    ["no metadata", pod(null), [NAMELESS, "default", "Pod resource"]],
    [
      "the namespace of its provider",
      { ...pod({ name: "web" }), provider: { namespace: "shop" } },
      ["web", "shop", "Pod web"],
    ],
    [
      "an own namespace before its provider's",
      { ...pod({ name: "web", namespace: "store" }), provider: { namespace: "shop" } },
      ["web", "store", "Pod store/web"],
    ],
    ["a provider without namespace", { ...pod({ name: "web" }), provider: {} }, ["web", "default", "Pod web"]],
    [
      "a provider whose namespace is empty",
      { ...pod({ name: "web" }), provider: { namespace: "" } },
      ["web", "default", "Pod web"],
    ],
    [
      "a provider whose namespace is no text",
      { ...pod({ name: "web" }), provider: { namespace: 7 } },
      ["web", "default", "Pod web"],
    ],
  ])("with %s", async (_title, resource, expected) => {
    expect(await read(resource)).toEqual([expected]);
  });
});

describe("the objects of a list", () => {
  const item = (kind: string, place: string, more: Record<string, unknown> = {}): TestResource => {
    const { props, ...rest } = object(kind, place);
    return { ...rest, props: { ...props, ...more } };
  };

  it("have the list's type where they name none", async () => {
    const list = listOf("apps/v1/DeploymentList", "all", item("apps/v1/Deployment", "shop/web"));
    expect(await read(list)).toEqual([["web", "shop", "Deployment shop/web"]]);
    const services = listOf("core/v1/ServiceList", "all", item("core/v1/Service", "shop/web"));
    expect(await read(services)).toEqual([["web", "shop", "Service shop/web"]]);
  });

  it("have the type that they name", async () => {
    const web = item("apps/v1/Deployment", "shop/web", { apiVersion: "apps/v1", kind: "Deployment" });
    const config = item("core/v1/ConfigMap", "shop/web", { apiVersion: "v1", kind: "ConfigMap" });
    expect(await read(listOf("core/v1/List", "all", web, config))).toEqual([
      ["web", "shop", "Deployment shop/web"],
      ["web", "shop", "ConfigMap shop/web"],
    ]);
  });

  it("are no objects of types that the cluster does not have", async () => {
    const chart = item("helm.sh/v4/Chart", "shop/web", { apiVersion: "helm.sh/v4", kind: "Chart" });
    expect(await read(listOf("core/v1/List", "all", chart))).toEqual([]);
  });
});
