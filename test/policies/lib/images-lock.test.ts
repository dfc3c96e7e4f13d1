import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { imagePinnedByDigest } from "../../../policies/kubernetes/rules/image-pinned-by-digest";
import { imagesLocked } from "../../../policies/lib/images-lock";
import { web } from "../../support/containers";
import { judge, type TestResource } from "../../support/policies";

describe("imagesLocked", () => {
  let project = "";
  beforeEach(() => (project = mkdtempSync(join(tmpdir(), "lock-"))));
  afterEach(() => rmSync(project, { recursive: true }));
  const lockIn = (folder: string) => {
    mkdirSync(join(project, folder), { recursive: true });
    writeFileSync(join(project, folder, "charts.lock.yaml"), "charts: {}\n");
  };
  const from = (source: string) => ({
    PULUMI_CONFIG: JSON.stringify({ "platform:charts": JSON.stringify({ source }) }),
  });

  it("looks where charts are pulled to, and where a mirror gives the charts", () => {
    expect([imagesLocked({}, project), imagesLocked(from("oci://mirror.example"), project)]).toEqual([false, false]);
    lockIn("vendor/charts");
    expect([imagesLocked({}, project), imagesLocked(from("oci://mirror.example"), project)]).toEqual([true, true]);
  });

  it("looks in the folder that the stack takes its charts from, and only there", () => {
    lockIn("vendor/charts");
    expect(imagesLocked(from("mirrored"), project)).toBe(false);
    lockIn("mirrored");
    expect(imagesLocked(from("mirrored"), project)).toBe(true);
  });
});

describe("image-pinned-by-digest without a lock of images", () => {
  const rules = [imagePinnedByDigest];
  const loose = web({ name: "web", image: "web:1" }, { name: "other", image: "web:1" });
  const VIOLATION = ["containers[0]", "containers[1]"].map((at) => `${at}.image must end in @sha256: and a digest`);
  const ours = (chain: string, name = "web"): TestResource => ({ ...loose, name, chain });
  const messages = async (resources: TestResource[], imagesLocked: boolean) =>
    (await judge({ rules, resources, imagesLocked, waivers: [] })).map(({ level, message }) => [level, message]);

  it("advises once about what charts and the platform deploy", async () => {
    const resources = [
      ours("platform:components:Grafana$", "grafana"),
      ours("platform:components:Logging$kubernetes:helm.sh/v4:Chart$", "logs"),
    ];
    expect(await messages(resources, false)).toEqual([
      [
        "advisory",
        "image-pinned-by-digest: deployed by tags, since there is no lock of images; run npm run charts -- pull: grafana, logs",
      ],
    ]);
    expect(await messages(resources, true)).toHaveLength(4);
  });

  it("blocks what others deploy, and a digest that is damaged", async () => {
    expect(await messages([ours("acme:shop:Web$")], false)).toEqual(VIOLATION.map((text) => ["mandatory", text]));
    const damaged = { ...web({ name: "web", image: "web@sha256:1" }), chain: "platform:components:Grafana$" };
    expect(await messages([damaged], false)).toEqual([["mandatory", VIOLATION[0]]]);
  });
});
