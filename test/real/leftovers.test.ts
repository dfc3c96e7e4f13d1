import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../local/kubernetes";
import { prepareStack } from "../../local/leftovers/command";
import { root } from "../../local/lib/project";
import { stackConfig } from "../../local/lib/stack-config";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.stop());

/** What a controller of the cloud does, once its Service is being deleted. */
async function cleanUp(path: string): Promise<void> {
  for (;;) {
    const service = await plane.client.get<KubernetesObject>(path);
    if (service.metadata.deletionTimestamp !== undefined) break;
    await sleep(500);
  }
  await patch(path, { metadata: { finalizers: null } });
}

/** The command as a user runs it, on the dev stack. */
function check() {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...["--import", "tsx", join(root, "local/cli/deploy.ts"), "destroy", "--stack", "dev", "--check"],
      ...["--kubeconfig", plane.kubeconfig, "--context", contextName],
    ],
    { cwd: root, encoding: "utf8", env: { ...process.env, FORCE_COLOR: "0" } },
  );
  const subjects = stdout
    .split("\n")
    .flatMap((line) => /^ {2}(\S+ \S+) {2}/.exec(stripVTControlCharacters(line))?.[1] ?? []);
  return { status, stdout: stripVTControlCharacters(stdout), stderr, subjects };
}

const post = (path: string, object: object) => plane.client.request("POST", path, { body: object });
const patch = (path: string, body: object) =>
  plane.client.request("PATCH", path, { body, contentType: "application/merge-patch+json" });
const remove = (path: string) => plane.client.request("DELETE", path);
const payments = "/api/v1/namespaces/payments";
const meta = (name: string) => ({ name, namespace: "payments" });

async function gone(path: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await plane.client.find(path)) === undefined) return;
    await sleep(200);
  }
  throw new Error(`${path} is still there`);
}

describe("the check after a stack's end, on a real API server", () => {
  it("finds nothing in a cluster that never had it", () => {
    const { status, stdout, stderr } = check();
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain("dev  nothing is left\n");
  });

  it("names everything that a destroy left behind, and why the namespace does not end", async () => {
    await post("/api/v1/namespaces", { metadata: { name: "payments" } });
    await post(`${payments}/configmaps`, { metadata: { ...meta("held"), finalizers: ["example.com/clean-up"] } });
    await post(`${payments}/services`, {
      metadata: { ...meta("edge"), finalizers: ["service.kubernetes.io/load-balancer-cleanup"] },
      spec: { type: "LoadBalancer", ports: [{ port: 443 }] },
    });
    await patch(`${payments}/services/edge/status`, {
      status: { loadBalancer: { ingress: [{ hostname: "lb.example.com" }] } },
    });
    await post("/api/v1/persistentvolumes", {
      metadata: { name: "pv-payments" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "payments", name: "data" },
        csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-1" },
      },
    });
    await remove("/api/v1/namespaces/payments");
    await sleep(3000); // the namespace's controller takes the rest away first

    const { status, stdout, subjects } = check();
    expect(status, stdout).toBe(1);
    expect(subjects.sort()).toEqual([
      "ConfigMap payments/held",
      "Namespace payments",
      "PersistentVolume pv-payments",
      "Service payments/edge",
      "Service payments/edge",
    ]);
    expect(stdout).toContain("waits for example.com/clean-up");
    expect(stdout).toContain("has a load balancer of the cloud, which costs money: lb.example.com");
    expect(stdout).toContain("of payments/data, reclaim policy Retain");
    expect(stdout).toMatch(/Namespace payments {2}is being deleted since .*finalizers/);
  });

  it("passes once that is mended", async () => {
    await patch(`${payments}/configmaps/held`, { metadata: { finalizers: null } });
    await patch(`${payments}/services/edge`, { metadata: { finalizers: null } });
    await gone("/api/v1/namespaces/payments");
    await remove("/api/v1/persistentvolumes/pv-payments");
    await gone("/api/v1/persistentvolumes/pv-payments");
    const { status, stdout } = check();
    expect(status, stdout).toBe(0);
  });
});

describe("the preparation of a stack's end, on a real API server", () => {
  it("deletes what controllers clean up behind, and waits for them", async () => {
    await post("/api/v1/namespaces", { metadata: { name: "catalog" } });
    const services = "/api/v1/namespaces/catalog/services";
    const finalizers = ["service.kubernetes.io/load-balancer-cleanup"];
    const edge = { name: "edge", namespace: "catalog", finalizers };
    await post(services, { metadata: edge, spec: { type: "LoadBalancer", ports: [{ port: 443 }] } });
    await post(services, { metadata: { name: "inner", namespace: "catalog" }, spec: { ports: [{ port: 80 }] } });
    const cleaned = cleanUp(`${services}/edge`);
    const where = { kubeconfig: plane.kubeconfig, context: contextName };
    await prepareStack("dev", stackConfig(root, "dev"), where);
    await cleaned;
    const { items } = await plane.client.get<{ items: KubernetesObject[] }>(services);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["inner"]);
  });
});
