import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { kubernetesAdapter } from "../../local/apply/kubernetes";
import { run } from "../../local/engine";
import type { RunResult } from "../../local/engine/types";
import { ApiError, type KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { crdsFromModules } from "../../local/toolchain";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";
import { apiServer } from "../support/config";

let plane: TestControlPlane;
let result: RunResult;

const settings = {
  cluster: { kind: "existing", context: contextName, await: false, rawBlockClass: "raw", network: { apiServer } },
  storage: { kind: "rook", nodeSelector: { "example.com/storage": "true" }, reclaimPolicy: "Retain" },
  backup: { kind: "velero", store: { bucket: "platform-backups", region: "eu-west-1" } },
  access: { admins: ["platform-admins"] },
};

/** The program with Ceph and backups, on an API server that knows their kinds. */
beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
  const config = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`platform:${key}`, JSON.stringify(value)]),
  );
  const adapter = kubernetesAdapter({
    kubeconfig: plane.kubeconfig,
    context: contextName,
    stack: "staging",
    log: () => undefined,
  });
  result = await run({ directory: root, stack: "staging", config, dryRun: false, adapters: [adapter] });
  adapter.close();
});
afterAll(() => plane.stop());

const get = <Body = Record<string, unknown>>(path: string) => plane.client.get<KubernetesObject & Body>(path);
const storage = "/apis/storage.k8s.io/v1/storageclasses";
const claims = "/api/v1/namespaces/staging/persistentvolumeclaims";
const claim = (name: string, spec: object) =>
  plane.client.request<KubernetesObject & { spec: { storageClassName?: string } }>("POST", claims, {
    body: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name },
      spec: { resources: { requests: { storage: "1Gi" } }, ...spec },
    },
  });

describe("Ceph and backups", () => {
  it("are accepted by an API server with their definitions, but for charts, which are not rendered here", () => {
    expect(result.errors).toEqual([]);
    expect(result.status).toBe("succeeded");
    expect(result.notApplied.filter((urn) => !urn.includes(":Chart::"))).toEqual([]);
  });

  it("make a cluster on raw volumes, with copies in three zones", async () => {
    const rook = "/apis/ceph.rook.io/v1/namespaces/rook-ceph";
    const cluster = await get<{ spec: { storage: { storageClassDeviceSets: { volumeClaimTemplates: unknown }[] } } }>(
      `${rook}/cephclusters/rook-ceph`,
    );
    expect(cluster.spec.storage.storageClassDeviceSets[0]!.volumeClaimTemplates).toMatchObject([
      { spec: { storageClassName: "raw", volumeMode: "Block" } },
    ]);
    const pool = await get<{ spec: object }>(`${rook}/cephblockpools/ceph-block`);
    expect(pool.spec).toMatchObject({ failureDomain: "zone", replicated: { size: 3 } });
  });

  it("would not be accepted with a field of the wrong type", async () => {
    const path = "/apis/ceph.rook.io/v1/namespaces/rook-ceph/cephblockpools/ceph-block";
    const body = { spec: { replicated: { size: "three" } } };
    const contentType = "application/merge-patch+json";
    await expect(plane.client.request("PATCH", path, { body, contentType })).rejects.toThrow(ApiError);
  });

  it("have Velero's schedules, which name a location that exists and every namespace with volumes", async () => {
    const velero = "/apis/velero.io/v1/namespaces/velero";
    const { items } = await get<{ items: { metadata: { name: string }; spec: { template: Template } }[] }>(
      `${velero}/schedules`,
    );
    expect(items.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(["cluster"]));
    for (const { spec } of items) {
      const location = await get<{ spec: object }>(`${velero}/backupstoragelocations/${spec.template.storageLocation}`);
      expect(location.spec).toMatchObject({ objectStorage: { bucket: "platform-backups" } });
    }
    expect(items.flatMap(({ spec }) => spec.template.includedNamespaces ?? [])).toContain("staging");
  });
});

interface Template {
  storageLocation: string;
  includedNamespaces?: string[];
}

describe("dynamic provisioning", () => {
  it.each([
    ["ceph-block", "ReadWriteOnce"],
    ["ceph-filesystem", "ReadWriteMany"],
  ])("takes a claim that names %s, which exists, expands and has a snapshot class", async (name, mode) => {
    const { spec } = await claim(`of-${name}`, { storageClassName: name, accessModes: [mode] });
    const found = await get<{ provisioner: string; allowVolumeExpansion: boolean; reclaimPolicy: string }>(
      `${storage}/${spec.storageClassName}`,
    );
    expect(found).toMatchObject({ allowVolumeExpansion: true, reclaimPolicy: "Retain" });
    const snapshots = await get<{ driver: string }>(
      `/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses/${spec.storageClassName}`,
    );
    expect(snapshots.driver).toBe(found.provisioner);
  });

  it("gives Ceph's block class to a claim that names none", async () => {
    const { spec } = await claim("of-none", { accessModes: ["ReadWriteOnce"] });
    expect(spec.storageClassName).toBe("ceph-block");
  });
});
