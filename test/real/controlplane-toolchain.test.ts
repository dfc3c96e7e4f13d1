import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../local/engine/types";
import { mapParallel } from "../../local/kubernetes";
import { crdsFromModules, ensureTools } from "../../local/toolchain";
import { pins, type Pin, type ToolName } from "../../local/toolchain/pins";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";

const log = () => undefined;

describe("the toolchain", () => {
  const names = Object.keys(pins) as ToolName[];

  it.each(names)("has %s, which tells the minor that is pinned", async (name) => {
    const path = (await ensureTools([name], { log }))[name];
    const pin: Pin = pins[name];
    // One that cannot tell it still carries the versions of its modules.
    const [command, args] = pin.versionArguments ? [path, pin.versionArguments] : ["go", ["version", "-m", path]];
    const text = execFileSync(command, args, { encoding: "utf8" });
    const minor = pin.version.split(".").slice(0, 2).join(".");
    expect(text).toMatch(new RegExp(`\\bv?${minor.replace(".", "\\.")}\\.\\d+`));
  });
});

describe("the definitions from Go modules", () => {
  let plane: TestControlPlane;
  let crds: Manifest[];
  beforeAll(async () => {
    plane = await startControlPlane();
    crds = await crdsFromModules({ log });
  });
  afterAll(() => plane.stop());

  const nameOf = (crd: Manifest) => (crd["metadata"] as { name: string }).name;

  it("hold the kinds of every family", () => {
    expect(crds.map(nameOf)).toEqual(
      expect.arrayContaining([
        "certificates.cert-manager.io",
        "gitrepositories.source.toolkit.fluxcd.io",
        "kustomizations.kustomize.toolkit.fluxcd.io",
        "helmreleases.helm.toolkit.fluxcd.io",
        "alerts.notification.toolkit.fluxcd.io",
        "authorizationpolicies.security.istio.io",
        "elasticsearches.elasticsearch.k8s.elastic.co",
        "backupstoragelocations.velero.io",
        "cephclusters.ceph.rook.io",
        "drivers.csi.ceph.io",
        "volumesnapshotclasses.snapshot.storage.k8s.io",
        "servicemonitors.monitoring.coreos.com",
        "gateways.gateway.networking.k8s.io",
      ]),
    );
  });

  it("are accepted by the API server", async () => {
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const query = { fieldManager: "test", dryRun: "All" };
    const contentType = "application/apply-patch+yaml";
    const accepted = await mapParallel(crds, 8, (crd) =>
      plane.client.request<Manifest>("PATCH", `${path}/${nameOf(crd)}`, { query, body: crd, contentType }),
    );
    expect(accepted.map(nameOf)).toEqual(crds.map(nameOf));
  });
});
