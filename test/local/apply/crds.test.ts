import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyCrds } from "../../../local/apply/crds";
import { KubernetesClient, type KubernetesObject } from "../../../local/kubernetes";
import { FakeApiServer } from "../../support/fake-api-server";

const root = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
let server: FakeApiServer;
let client: KubernetesClient;

beforeEach(async () => {
  server = await FakeApiServer.start();
  server.kinds.push({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    name: "customresourcedefinitions",
    namespaced: false,
  });
  // What an API server does once a definition is there.
  server.hook = ({ method, body }) => {
    const spec = body?.["spec"] as { group: string; names: { plural: string } } | undefined;
    if (method === "POST" && spec) {
      const { plural } = spec.names;
      server.kinds.push({ apiVersion: `${spec.group}/v1`, kind: plural, name: plural, namespaced: true });
    }
    return undefined;
  };
  client = new KubernetesClient({ server: server.url }, 4, [1]);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const crd = (plural: string, more: object = {}): KubernetesObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.example.com`, annotations: { a: "b" } },
  spec: { group: "example.com", names: { plural }, versions: [{ name: "v1", served: true }], ...more },
});

describe("custom resource definitions", () => {
  it("are created once and left alone afterwards", async () => {
    expect(await applyCrds(client, [crd("things"), crd("others")])).toEqual([
      "things.example.com",
      "others.example.com",
    ]);
    server.requests.length = 0;
    expect(await applyCrds(client, [crd("things"), crd("others")])).toEqual([]);
    expect(server.requests).toEqual([`GET ${root}`]);
  });

  it("are replaced when they differ", async () => {
    await applyCrds(client, [crd("things"), crd("others")]);
    expect(await applyCrds(client, [crd("things", { scope: "Cluster" }), crd("others")])).toEqual([
      "things.example.com",
    ]);
    expect(server.requests.filter((line) => line.startsWith("PUT"))).toEqual([`PUT ${root}/things.example.com`]);
  });

  it("lose their conversion, whose webhook does not run here", async () => {
    await applyCrds(client, [crd("things", { conversion: { strategy: "Webhook" } })]);
    const made = server.objects.get(`${root}/things.example.com`)!;
    expect(made["spec"]).not.toHaveProperty("conversion");
    expect(made.metadata.annotations).toMatchObject({ a: "b", "platform.local/sha256": expect.any(String) as string });
  });

  it("are awaited until every served version is there", async () => {
    server.hook = () => undefined;
    let asked = 0;
    const serve = server.hook;
    server.hook = (request) => {
      if (request.path === "/apis/example.com/v1" && ++asked === 3) {
        server.kinds.push({ apiVersion: "example.com/v1", kind: "Thing", name: "things", namespaced: true });
      }
      return serve(request);
    };
    await applyCrds(client, [
      crd("things", {
        versions: [
          { name: "v1", served: true },
          { name: "v0", served: false },
        ],
      }),
    ]);
    expect(asked).toBe(3);
  });
});
