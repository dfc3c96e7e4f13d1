import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SecretValue } from "../../../local/engine/types";
import { kubernetesAdapter, type KubernetesAdapter } from "../../../local/apply/kubernetes";
import { FakeApiServer, notFound } from "../../support/fake-api-server";

let server: FakeApiServer;
const open: KubernetesAdapter[] = [];
const logged: string[] = [];

beforeEach(async () => {
  server = await FakeApiServer.start();
});
afterEach(async () => {
  for (const adapter of open.splice(0)) adapter.close();
  logged.length = 0;
  await server.stop();
});

/** One run of the program: an adapter of its own. */
function run(stack = "dev"): KubernetesAdapter {
  const adapter = kubernetesAdapter({
    kubeconfig: server.kubeconfig,
    context: "fake",
    stack,
    log: (line) => logged.push(line),
    readySeconds: 0,
  });
  open.push(adapter);
  return adapter;
}

function request(type: string, name: string, rest: Record<string, unknown> = {}, namespace?: string) {
  return {
    urn: `urn:pulumi:dev::platform::${type}::${namespace}/${name}`,
    type,
    name,
    inputs: { metadata: { name, ...(namespace ? { namespace } : {}) }, ...rest },
  };
}
const namespace = (name: string) => request("kubernetes:core/v1:Namespace", name);
const configMap = (name: string, data: object = { a: "b" }, within = "a") =>
  request("kubernetes:core/v1:ConfigMap", name, { data }, within);

describe("applying", () => {
  it("creates an object, and says that a second run changed nothing", async () => {
    const first = await run().apply(configMap("x"));
    expect(first).toMatchObject({ id: "a/x", changed: true, outputs: { data: { a: "b" } } });
    const second = run();
    expect(await second.apply(configMap("x"))).toMatchObject({ id: "a/x", changed: false });
    expect(await second.apply(configMap("x", { a: "c" }))).toMatchObject({ changed: true });
  });

  it("is server-side apply by force, and strict about fields", async () => {
    const queries: Record<string, string>[] = [];
    server.hook = ({ method, query }) => {
      if (method === "PATCH") queries.push(Object.fromEntries(query));
      return undefined;
    };
    await run().apply(configMap("x"));
    expect(queries.at(-1)).toEqual({ fieldManager: "platform-local", force: "true", fieldValidation: "Strict" });
  });

  it("takes a controller's writes between reading and applying for no change of its own", async () => {
    await run().apply(configMap("x"));
    server.hook = ({ method, path, body }) => {
      if (method !== "PATCH" || !path.endsWith("/x")) return undefined;
      return {
        status: 200,
        body: { ...body, metadata: { ...body!.metadata, namespace: "a", resourceVersion: "99" }, status: 1 },
      };
    };
    expect(await run().apply(configMap("x"))).toMatchObject({ changed: false });
  });

  it("puts what names no namespace into the provider's, and into default without one", async () => {
    const adapter = run();
    const bare = request("kubernetes:core/v1:ConfigMap", "x");
    expect(await adapter.apply({ ...bare, provider: { namespace: "team" } })).toMatchObject({ id: "team/x" });
    expect(await adapter.apply(bare)).toMatchObject({ id: "default/x" });
  });

  it("skips a kind that the server does not have, until it does", async () => {
    const thing = request("kubernetes:example.com/v1:Thing", "x");
    const adapter = run();
    expect(await adapter.apply(thing)).toEqual({ skipped: "the API server has no kind Thing in example.com/v1" });
    server.kinds.push({ apiVersion: "example.com/v1", kind: "Thing", name: "things", namespaced: false });
    expect(await adapter.apply(thing)).toMatchObject({ id: "x", changed: true });
  });

  it("waits for kinds that are on their way", async () => {
    const coming = new Promise<void>((resolve) => {
      setTimeout(() => {
        server.kinds.push({ apiVersion: "example.com/v1", kind: "Thing", name: "things", namespaced: false });
        resolve();
      }, 20);
    });
    const adapter = kubernetesAdapter({
      kubeconfig: server.kubeconfig,
      context: "fake",
      stack: "dev",
      log: () => undefined,
      kindsComing: coming,
    });
    open.push(adapter);
    expect(await adapter.apply(request("kubernetes:example.com/v1:Thing", "x"))).toMatchObject({ id: "x" });
  });

  it("waits for an object that is being deleted, then creates it anew", async () => {
    await run().apply(configMap("x"));
    const path = "/api/v1/namespaces/a/configmaps/x";
    server.touch(path, (object) => (object.metadata.deletionTimestamp = "2026-01-01T00:00:00Z"));
    let reads = 0;
    server.hook = ({ method, path: asked }) => {
      if (method === "GET" && asked === path && ++reads === 3) server.objects.delete(path);
      return undefined;
    };
    expect(await run().apply(configMap("x"))).toMatchObject({ changed: true });
    expect(server.objects.get(path)!.metadata.deletionTimestamp).toBeUndefined();
    expect(logged).toEqual(["waiting until the old ConfigMap a/x is gone"]);
  });

  it("replaces an object when a field that changed is immutable", async () => {
    await run().apply(configMap("x"));
    let refusals = 1;
    server.hook = ({ method, path }) =>
      method === "PATCH" && path.endsWith("/x") && refusals-- > 0
        ? { status: 422, body: { reason: "Invalid", message: "data: field is immutable" } }
        : undefined;
    expect(await run().apply(configMap("x", { a: "c" }))).toMatchObject({ changed: true });
    expect(logged).toEqual(["replacing ConfigMap a/x: a field that changed is immutable"]);
    expect(server.requests).toContain("DELETE /api/v1/namespaces/a/configmaps/x");
  });

  it("fails when a namespace would have to be replaced", async () => {
    await run().apply(namespace("a"));
    server.hook = ({ method, path }) =>
      method === "PATCH" && path.endsWith("/a")
        ? { status: 422, body: { reason: "Invalid", message: "name: field is immutable" } }
        : undefined;
    await expect(run().apply(namespace("a"))).rejects.toThrow(
      "Namespace a must be accepted by the API server, got 422: name: field is immutable; correct it",
    );
    expect(server.objects.has("/api/v1/namespaces/a")).toBe(true);
  });

  it("fails when the server refuses, and never quotes a Secret", async () => {
    server.hook = ({ method, path }) =>
      method === "PATCH" && path.endsWith("/x")
        ? { status: 400, body: { reason: "BadRequest", message: 'unknown field "pasword: s3cret"' } }
        : undefined;
    await expect(run().apply(configMap("x"))).rejects.toThrow(
      'ConfigMap a/x must be accepted by the API server, got 400: unknown field "pasword: s3cret"; correct it',
    );
    const secret = request("kubernetes:core/v1:Secret", "x", { data: { password: "s3cret" } }, "a");
    await expect(run().apply(secret)).rejects.toThrow(
      "Secret a/x must be accepted by the API server, got 400: BadRequest; correct it",
    );
  });

  it("hands the data of a Secret back as a secret", async () => {
    const made = await run().apply(request("kubernetes:core/v1:Secret", "x", { data: { password: "s3cret" } }, "a"));
    expect("outputs" in made && made.outputs["data"]).toBeInstanceOf(SecretValue);
    expect(JSON.stringify(made)).not.toContain("s3cret");
    expect(logged.join()).not.toContain("s3cret");
  });

  it("fails when a Deployment does not become ready", async () => {
    await expect(run().apply(request("kubernetes:apps/v1:Deployment", "x", {}, "a"))).rejects.toThrow(
      /^Deployment a\/x must be ready within 0 s, got condition Available is missing/,
    );
  });
});

describe("pruning", () => {
  it("deletes what left the program, and nothing else", async () => {
    const first = run();
    for (const each of [namespace("a"), configMap("kept"), configMap("gone")]) await first.apply(each);
    await run("other").apply(configMap("others"));
    expect(await first.prune()).toEqual([]);

    const second = run();
    for (const each of [namespace("a"), configMap("kept")]) await second.apply(each);
    expect(await second.prune()).toEqual(["ConfigMap a/gone"]);
    const names = [...server.objects.keys()].map((path) => path.split("/").at(-1));
    expect(names.sort()).toEqual(["a", "kept", "others", "platform-local", "stack-dev", "stack-other"]);
  });

  it("deletes the last object of a kind", async () => {
    const first = run();
    for (const each of [namespace("a"), configMap("x")]) await first.apply(each);
    const second = run();
    await second.apply(namespace("a"));
    expect(await second.prune()).toEqual(["ConfigMap a/x"]);
    const third = run();
    await third.apply(namespace("a"));
    expect(await third.prune()).toEqual([]);
  });

  it("leaves the contents of a namespace to its deletion", async () => {
    const first = run();
    for (const each of [namespace("a"), configMap("x"), namespace("b"), configMap("y", {}, "b")])
      await first.apply(each);
    const second = run();
    for (const each of [namespace("a"), configMap("x")]) await second.apply(each);
    expect(await second.prune()).toEqual(["Namespace b"]);
    expect(server.requests).not.toContain("DELETE /api/v1/namespaces/b/configmaps/y");
  });

  it("gives up the fields of a patch that left the program, and keeps the object", async () => {
    const path = "/api/v1/namespaces/a/serviceaccounts/default";
    server.objects.set(path, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: "a" },
    });
    const patch = request(
      "kubernetes:core/v1:ServiceAccountPatch",
      "default",
      { kind: "ServiceAccount", automountServiceAccountToken: false },
      "a",
    );
    const first = run();
    await first.apply(patch);
    expect(server.objects.get(path)!.metadata.labels).toBeUndefined();
    const same = run();
    await same.apply(patch);
    expect(await same.prune()).toEqual([]);
    expect(await run().prune()).toEqual(["fields of ServiceAccount a/default"]);
    expect(server.objects.get(path)!["automountServiceAccountToken"]).toBeUndefined();
    expect(await run().prune()).toEqual([]);
  });

  it("finds what a run applied that was killed before it could finish", async () => {
    server.hook = ({ method, path }) =>
      method === "PATCH" && path.endsWith("/killed") ? { status: 403, body: { message: "killed" } } : undefined;
    const killed = run();
    await killed.apply(configMap("before"));
    await expect(killed.apply(configMap("killed"))).rejects.toThrow("killed");
    server.hook = () => undefined;
    expect(await run().prune()).toEqual(["ConfigMap a/before"]);
  });

  it("records a kind before its first object exists", async () => {
    await Promise.all([run().apply(configMap("x")), run("other").apply(configMap("y"))]);
    const written = server.requests.filter((line) => line.startsWith("PATCH"));
    const at = (end: string) => written.findIndex((line) => line.endsWith(end));
    expect(at("/stack-dev")).toBeLessThan(at("/x"));
    expect(at("/stack-other")).toBeLessThan(at("/y"));
  });

  it("forgets a kind whose definition is gone", async () => {
    server.kinds.push({ apiVersion: "example.com/v1", kind: "Thing", name: "things", namespaced: false });
    await run().apply(request("kubernetes:example.com/v1:Thing", "x"));
    server.kinds.pop();
    server.hook = ({ path }) => (path.startsWith("/apis/example.com") ? notFound : undefined);
    expect(await run().prune()).toEqual([]);
  });
});
