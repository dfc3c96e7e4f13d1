import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiError, Discovery, KubernetesClient, mapParallel } from "../../../local/kubernetes";
import { FakeApiServer } from "../../support/fake-api-server";

let server: FakeApiServer;
let client: KubernetesClient;

beforeEach(async () => {
  server = await FakeApiServer.start();
  client = new KubernetesClient({ server: server.url, token: "t0ken" }, 4, [1, 1]);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const path = "/api/v1/namespaces/a/configmaps/x";

describe("the client", () => {
  it("hands objects through as they are", async () => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, fieldOfTheFuture: [1] };
    await client.request("POST", "/api/v1/namespaces/a/configmaps", { body });
    expect(await client.get(path)).toMatchObject(body);
  });

  it("sends query, content type and token", async () => {
    let seen: unknown;
    server.hook = ({ method, query, body }) => {
      seen = { method, force: query.get("force"), absent: query.has("absent"), body };
      return undefined;
    };
    await client.request("PATCH", path, {
      query: { force: "true", absent: undefined },
      body: { metadata: {} },
      contentType: "application/apply-patch+yaml",
    });
    expect(seen).toEqual({ method: "PATCH", force: "true", absent: false, body: { metadata: {} } });
  });

  it.each([429, 500, 503])("repeats what fails in passing (%d)", async (status) => {
    let left = 2;
    server.hook = () => (left-- > 0 ? { status, body: {}, headers: { "retry-after": "0" } } : { status: 200, body: 1 });
    expect(await client.get(path)).toBe(1);
    expect(server.requests).toHaveLength(3);
  });

  it("repeats an apply that met a concurrent write, but not a creation of what exists", async () => {
    server.hook = () => ({ status: 409, body: { reason: "Conflict", message: "no" } });
    await expect(client.request("PATCH", path)).rejects.toThrow("no");
    expect(server.requests).toHaveLength(3);
    await expect(client.request("POST", path)).rejects.toThrow("no");
    expect(server.requests).toHaveLength(4);
  });

  it("fails when the server refuses, with status, reason and message", async () => {
    server.hook = () => ({ status: 403, body: { reason: "Forbidden", message: "pods is forbidden" } });
    const error = await client.get(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 403, reason: "Forbidden", message: "pods is forbidden" });
    expect(server.requests).toHaveLength(1);
  });

  it("finds nothing where there is nothing", async () => {
    expect(await client.find(path)).toBeUndefined();
    server.hook = () => ({ status: 403, body: { message: "no" } });
    await expect(client.find(path)).rejects.toThrow("no");
  });

  it("stops repeating when it is aborted", async () => {
    const controller = new AbortController();
    server.hook = () => {
      controller.abort(new Error("interrupted"));
      return { status: 503, body: {} };
    };
    await expect(client.get(path, { signal: controller.signal })).rejects.toThrow("interrupted");
    expect(server.requests).toHaveLength(1);
  });

  it("fails when no server answers, with the remedy", async () => {
    const free = createServer();
    const port = await new Promise<number>((resolve) =>
      free.listen(0, "127.0.0.1", () => resolve((free.address() as AddressInfo).port)),
    );
    await new Promise((resolve) => free.close(resolve));
    const lost = new KubernetesClient({ server: `http://127.0.0.1:${port}` }, 1, [1]);
    await expect(lost.get("/version")).rejects.toThrow(
      `the API server must answer at http://127.0.0.1:${port}, got ECONNREFUSED; start it with npm run local`,
    );
  });
});

describe("discovery", () => {
  it("asks once for a group version, and again for a kind that was missing", async () => {
    const discovery = new Discovery(client);
    expect(await discovery.resource("v1", "ConfigMap")).toMatchObject({ name: "configmaps", namespaced: true });
    expect(await discovery.resource("v1", "Secret")).toMatchObject({ name: "secrets" });
    expect(server.requests).toEqual(["GET /api/v1"]);
    expect(await discovery.resource("example.com/v1", "Thing")).toBeUndefined();
    server.kinds.push({ apiVersion: "example.com/v1", kind: "Thing", name: "things", namespaced: false });
    expect(await discovery.resource("example.com/v1", "Thing")).toMatchObject({ name: "things" });
  });
});

describe("parallel work", () => {
  it("keeps the order and the limit", async () => {
    let [running, most] = [0, 0];
    const results = await mapParallel([3, 1, 2, 0, 4], 2, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, item));
      running--;
      return item * 10;
    });
    expect(results).toEqual([30, 10, 20, 0, 40]);
    expect(most).toBe(2);
  });

  it("fails when one fails, and begins no further", async () => {
    const begun: number[] = [];
    const work = mapParallel([1, 2, 3, 4], 1, (item) => {
      begun.push(item);
      return item === 2 ? Promise.reject(new Error("two")) : Promise.resolve(item);
    });
    await expect(work).rejects.toThrow("two");
    expect(begun).toEqual([1, 2]);
  });
});
