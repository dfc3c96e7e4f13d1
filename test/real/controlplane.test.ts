import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverNames, status } from "../../local/controlplane";
import { ask } from "../../local/controlplane/loopback";
import type { KubernetesObject } from "../../local/kubernetes";
import { startControlPlane, upIn, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.stop());

async function eventually<Result>(look: () => Promise<Result | undefined>): Promise<Result> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const result = await look();
    if (result !== undefined) return result;
    await sleep(100);
  }
  throw new Error("it did not happen in 30 s");
}

interface Pod extends KubernetesObject {
  spec: { nodeName?: string };
  status: { phase: string; podIP?: string };
}

const container = { name: "main", image: "registry.example/app:1" };

function deployment(name: string): KubernetesObject {
  const labels = { app: name };
  const spread = {
    topologyKey: "topology.kubernetes.io/zone",
    maxSkew: 1,
    whenUnsatisfiable: "DoNotSchedule",
    labelSelector: { matchLabels: labels },
  };
  const template = { metadata: { labels }, spec: { containers: [container], topologySpreadConstraints: [spread] } };
  const spec = { replicas: 3, selector: { matchLabels: labels }, template };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec };
}

const create = (path: string, body: KubernetesObject) => plane.client.request<KubernetesObject>("POST", path, { body });

describe("the control plane", () => {
  it("has every server healthy after its start", async () => {
    expect(plane.started).toEqual([...serverNames]);
    expect(await status(plane.directory)).toEqual(
      serverNames.map(
        (name) => expect.objectContaining({ name, alive: true, healthy: true, problem: undefined }) as unknown,
      ),
    );
  });

  it("changes nothing when it is brought up again", async () => {
    const { server, openbao, kubeconfig } = plane;
    const again = await upIn(plane.directory);
    expect(again).toEqual({ server, openbao, kubeconfig, started: [], alreadyRunning: true });
  });

  it("tells the pinned version of Kubernetes", async () => {
    expect(await plane.client.get("/version")).toMatchObject({ gitVersion: "v1.35.4", major: "1", minor: "35" });
  });

  it("keeps credentials for their owner only", () => {
    for (const file of [plane.kubeconfig, plane.openbao.tokenFile]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(plane.directory).mode & 0o777).toBe(0o700);
  });

  it("listens on 127.0.0.1 only", () => {
    const ports = listeningPorts(readFileSync("/proc/net/tcp", "utf8"), readFileSync("/proc/net/tcp6", "utf8"));
    return status(plane.directory).then((servers) => {
      for (const { name, port } of servers) expect([name, ports.get(port!)]).toEqual([name, ["0100007F"]]);
    });
  });

  it("spreads a deployment over three zones and makes it ready", async () => {
    await create("/apis/apps/v1/namespaces/default/deployments", deployment("spread"));
    await eventually(async () => {
      const { status } = await plane.client.get<{ status: { readyReplicas?: number } }>(
        "/apis/apps/v1/namespaces/default/deployments/spread",
      );
      return status.readyReplicas === 3 ? status : undefined;
    });
    const query = { labelSelector: "app=spread" };
    const { items } = await plane.client.get<{ items: Pod[] }>("/api/v1/namespaces/default/pods", { query });
    expect(items.map(({ spec }) => spec.nodeName).sort()).toEqual(["node-a", "node-b", "node-c"]);
    for (const { status } of items) expect(status.podIP).toMatch(/^10\.244\.[012]\./);
  });

  it("lets a job complete", async () => {
    const spec = { template: { spec: { containers: [container], restartPolicy: "Never" } } };
    await create("/apis/batch/v1/namespaces/default/jobs", {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once" },
      spec,
    });
    await eventually(async () => {
      const { status } = await plane.client.get<{ status: { succeeded?: number } }>(
        "/apis/batch/v1/namespaces/default/jobs/once",
      );
      return status.succeeded === 1 ? status : undefined;
    });
  });

  it("deletes a namespace to its end, with what runs in it", async () => {
    await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "brief" } });
    await eventually(() => plane.client.find("/api/v1/namespaces/brief/serviceaccounts/default"));
    await create("/apis/apps/v1/namespaces/brief/deployments", deployment("gone"));
    await plane.client.request("DELETE", "/api/v1/namespaces/brief");
    await eventually(async () => ((await plane.client.find("/api/v1/namespaces/brief")) ? undefined : true));
  });

  it("refuses who has no certificate", async () => {
    const { port } = new URL(plane.server);
    expect(await askInsecurely(`https://127.0.0.1:${port}/api/v1/secrets`)).toBe(403);
    const etcd = (await status(plane.directory)).find(({ name }) => name === "etcd");
    await expect(askInsecurely(`https://127.0.0.1:${etcd?.port}/health`)).rejects.toThrow();
  });

  it("takes the root token of OpenBao from its file", async () => {
    const token = readFileSync(plane.openbao.tokenFile, "utf8");
    const answer = await fetch(`${plane.openbao.address}/v1/auth/token/lookup-self`, {
      headers: { "x-vault-token": token },
    });
    expect(await answer.json()).toMatchObject({ data: { policies: ["root"] } });
    expect((await ask({ url: `${plane.openbao.address}/v1/auth/token/lookup-self` })).status).toBe(403);
  });
});

/** Addresses, as the kernel writes them, by port. */
function listeningPorts(...tables: string[]): Map<number, string[]> {
  const ports = new Map<number, string[]>();
  for (const line of tables.flatMap((table) => table.split("\n").slice(1))) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    if (state === "0A") ports.set(parseInt(port, 16), [...(ports.get(parseInt(port, 16)) ?? []), address]);
  }
  return ports;
}

async function askInsecurely(url: string): Promise<number> {
  const https = await import("node:https");
  return await new Promise((resolve, reject) => {
    https.get(url, { rejectUnauthorized: false }, ({ statusCode = 0 }) => resolve(statusCode)).on("error", reject);
  });
}
