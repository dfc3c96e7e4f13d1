import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { drill, type DrillOptions, type DrillResult } from "../../local/drill";
import { ClusterObjects } from "../../local/drill/cluster";
import type { KubernetesObject } from "../../local/kubernetes";
import { loadKubeconfig } from "../../local/lib/kubeconfig";
import { crdsFromModules } from "../../local/toolchain";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
let cluster: ClusterObjects;
const velero = "/apis/velero.io/v1/namespaces/velero";

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
  cluster = new ClusterObjects(loadKubeconfig({ kubeconfig: plane.kubeconfig, context: contextName }));
  for (const name of ["velero", "shop"]) {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted", team: "shop" };
    await post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
  }
  await volume("shop", "orders");
  await sleep(1100); // the API server's times have whole seconds
});
afterAll(() => plane.stop());

const post = (path: string, body: object) => plane.client.request("POST", path, { body });
const merge = (path: string, body: object) =>
  plane.client.request("PATCH", path, { body, contentType: "application/merge-patch+json" });
const names = async (path: string) =>
  (await plane.client.get<{ items: KubernetesObject[] }>(path)).items.map(({ metadata }) => metadata.name);

/** A claim with a volume of its own, which the API server's controllers bind. */
async function volume(namespace: string, name: string): Promise<void> {
  const size = { storage: "1Gi" };
  await post("/api/v1/persistentvolumes", {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${namespace}-${name}` },
    spec: {
      capacity: size,
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: "",
      claimRef: { namespace, name },
      csi: { driver: "rook-ceph.rbd.csi.ceph.com", volumeHandle: `${namespace}-${name}` },
    },
  });
  await post(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "", resources: { requests: size } },
  });
}

async function backup(name: string, minutesAgo: number, phase = "Completed"): Promise<void> {
  const startTimestamp = new Date(Date.now() - 60_000 * minutesAgo).toISOString();
  await post(`${velero}/backups`, {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name },
    spec: { includedNamespaces: ["shop"] },
    status: { phase, startTimestamp },
  });
}

/** Velero's controller: what it does with the one Restore, told as a list of states that follow each other. */
async function asVelero(...states: { status: object; volumes?: string[] }[]): Promise<void> {
  for (;;) {
    const [order] = (await plane.client.get<{ items: KubernetesObject[] }>(`${velero}/restores`)).items;
    if (order) break;
    await sleep(20);
  }
  for (const { status, volumes = [] } of states) {
    for (const name of volumes) await volume("drill-shop", name);
    await merge(`${velero}/restores/drill-shop`, { status });
    await sleep(150);
  }
}

const steps: string[] = [];
const options = (change: Partial<DrillOptions> = {}): DrillOptions => ({
  namespace: "shop",
  recoveryPointMinutes: 60,
  timeoutMinutes: 1,
  keep: false,
  step: (what) => steps.push(what),
  signal: new AbortController().signal,
  pollSeconds: 0.05,
  ...change,
});
async function drilled(velero: Promise<void>, change?: Partial<DrillOptions>): Promise<DrillResult> {
  const [result] = await Promise.all([drill(cluster, options(change)), velero]);
  return result;
}
const progress = { totalItems: 9, itemsRestored: 4 };
const done = { status: { phase: "Completed", progress: { totalItems: 9, itemsRestored: 9 } } };

beforeEach(() => {
  steps.length = 0;
});
afterEach(async () => {
  for (const name of await names(`${velero}/backups`))
    await plane.client.request("DELETE", `${velero}/backups/${name}`);
  for (const name of await names("/api/v1/persistentvolumes")) {
    if (name !== "shop-orders") await plane.client.request("DELETE", `/api/v1/persistentvolumes/${name}`);
  }
});

/** What a drill must never leave. */
async function expectNothingLeft(): Promise<void> {
  expect(await names("/api/v1/namespaces")).not.toContain("drill-shop");
  expect(await names(`${velero}/restores`)).toEqual([]);
}

describe("a restore drill", () => {
  it("restores the newest completed backup into an isolated namespace, measures, and removes everything", async () => {
    await backup("old", 90);
    await backup("new", 20);
    await backup("failed", 5, "PartiallyFailed");
    let room: KubernetesObject | undefined;
    let order: (KubernetesObject & { spec?: object }) | undefined;
    const watch = async () => {
      await asVelero({ status: { phase: "InProgress", progress }, volumes: ["orders"] });
      room = await plane.client.get("/api/v1/namespaces/drill-shop");
      expect(await names("/apis/networking.k8s.io/v1/namespaces/drill-shop/networkpolicies")).toEqual(["default-deny"]);
      order = await plane.client.get(`${velero}/restores/drill-shop`);
      await asVelero(done);
    };
    const result = await drilled(watch());
    expect(result).toMatchObject({ backup: "new", objects: 9, volumes: 1, problems: [] });
    expect(result.lostMinutes).toBe(20);
    expect(result.recoverySeconds).toBeGreaterThan(0.2);
    expect(room?.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    expect(room?.metadata.labels).not.toHaveProperty("team");
    expect(order?.spec).toMatchObject({ backupName: "new", namespaceMapping: { shop: "drill-shop" } });
    expect(steps).toContain("shop: restoring new into drill-shop, 4 of 9 objects");
    await expectNothingLeft();
    expect(await names("/api/v1/namespaces/shop/persistentvolumeclaims")).toEqual(["orders"]);
  });

  it("lets the copies of volumes be deleted, and the originals alone", async () => {
    await backup("new", 20);
    await drilled(asVelero({ ...done, volumes: ["orders"] }));
    const policy = async (name: string) =>
      (
        await plane.client.find<KubernetesObject & { spec: { persistentVolumeReclaimPolicy: string } }>(
          `/api/v1/persistentvolumes/${name}`,
        )
      )?.spec.persistentVolumeReclaimPolicy;
    expect(await policy("drill-shop-orders")).toBe("Delete");
    expect(await policy("shop-orders")).toBe("Retain");
  });

  it("fails when there is no backup, and makes nothing", async () => {
    await backup("failed", 5, "Failed");
    expect((await drill(cluster, options())).problems).toEqual([
      "no completed backup holds it; see kubectl get schedules,backups -n velero",
    ]);
    await expectNothingLeft();
  });

  it("fails when the newest backup is older than promised, and still measures", async () => {
    await backup("old", 95);
    const result = await drilled(asVelero({ ...done, volumes: ["orders"] }));
    expect(result.problems).toEqual([
      "the newest backup began 95 minutes ago, and 60 are promised; see kubectl get schedules,backups -n velero",
    ]);
    expect(result.recoverySeconds).toBeDefined();
  });

  it("fails with Velero's words when Velero fails", async () => {
    await backup("new", 20);
    const result = await drilled(asVelero({ status: { phase: "PartiallyFailed", errors: 3, warnings: 2 } }));
    expect(result.problems).toEqual([
      "Velero ended with PartiallyFailed: 3 errors, 2 warnings (velero restore logs drill-shop)",
    ]);
    await expectNothingLeft();
  });

  it.each([
    ["a volume does not come back", [done], "after 0.02 minutes these volumes are not back: orders"],
    ["it does not end", [{ status: { phase: "InProgress" } }], "the restore is still InProgress after 0.02 minutes"],
    ["Velero does not run", [], "Velero has not begun after 0.02 minutes"],
  ])("fails when %s in time", async (_, states, problem) => {
    await backup("new", 0);
    const result = await drilled(asVelero(...states), { timeoutMinutes: 0.02 });
    expect(result.problems).toEqual([expect.stringContaining(problem)]);
    await expectNothingLeft();
  });

  it("removes what it made when somebody stops it", async () => {
    await backup("new", 20);
    const controller = new AbortController();
    const stopped = asVelero({ status: { phase: "InProgress" } }).then(() => controller.abort());
    await expect(drilled(stopped, { signal: controller.signal })).rejects.toThrow(/abort/i);
    await expectNothingLeft();
  });

  it("keeps the namespace when it is asked to, and says which", async () => {
    await backup("new", 20);
    const result = await drilled(asVelero({ ...done, volumes: ["orders"] }), { keep: true });
    expect(result.kept).toBe("drill-shop");
    expect(await names("/api/v1/namespaces")).toContain("drill-shop");

    await expect(drill(cluster, options())).rejects.toThrow(
      /^no other drill must use drill-shop, and one began 0 minutes ago; wait for it, or kubectl delete namespace/,
    );
    // A drill that was killed long ago is in nobody's way.
    const again = drill(cluster, options({ timeoutMinutes: 0.001 }));
    expect((await again).problems).toHaveLength(1);
    await expectNothingLeft();
  });

  it("touches no namespace of somebody else", async () => {
    await backup("new", 20);
    const theirs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "drill-shop" } };
    await post("/api/v1/namespaces", theirs);
    await expect(drill(cluster, options())).rejects.toThrow("must be free for the drill, got one of somebody else");
    expect(await names("/api/v1/namespaces")).toContain("drill-shop");
    await plane.client.request("DELETE", "/api/v1/namespaces/drill-shop");
  });
});
