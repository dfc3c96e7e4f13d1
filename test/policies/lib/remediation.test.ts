import { describe, expect, it } from "vitest";

import { automountTokenOff, NEEDS_TOKEN } from "../../../policies/kubernetes/rules/automount-token-off";
import { namespacePssLabel } from "../../../policies/kubernetes/rules/namespace-pss-label";
import { resourceRule } from "../../../policies/lib/rule";
import type { Waiver } from "../../../policies/lib/waivers/schema";
import { deployment, namespace, object, patch, POD_KINDS, serviceAccount, workload } from "../../support/kubernetes";
import { judge, remediate, UNKNOWN } from "../../support/policies";

describe("remediation", () => {
  const run = { rules: [namespacePssLabel, automountTokenOff], environment: "dev" as const, resources: [] };
  const LABEL = "pod-security.kubernetes.io/enforce";
  const CHART = "platform:components:Shop$kubernetes:helm.sh/v4:Chart$";
  const OFF_TOKEN = { automountServiceAccountToken: false };

  it("reports what a chart leaves open instead of breaking its controller", async () => {
    const account = { ...serviceAccount("shop/web"), chain: CHART };
    expect(await judge({ ...run, resources: [account] })).toMatchObject([
      { policy: "automount-token-off", level: "mandatory" },
    ]);
    const excused = object(
      "core/v1/ServiceAccount",
      "shop/web",
      {},
      { annotations: { [NEEDS_TOKEN]: "watches Pods" } },
    );
    const pods = { ...deployment("shop/web", { serviceAccountName: "web" }), chain: CHART };
    expect(await judge({ ...run, resources: [{ ...excused, chain: CHART }, pods] })).toEqual([]);
    for (const item of [excused, pods]) expect(await remediate(run, item)).toBeUndefined();
  });

  it("adds the label of Pod Security, and leaves other labels", async () => {
    expect(await remediate(run, namespace("shop", { team: "web" }))).toEqual({
      metadata: { name: "shop", labels: { team: "web", [LABEL]: "restricted" } },
    });
    expect(await remediate(run, object("core/v1/Namespace", "shop"))).toMatchObject({
      metadata: { labels: { [LABEL]: "restricted" } },
    });
  });

  it.each(Object.keys(POD_KINDS))("turns the token off in %s", async (kind) => {
    const fixed = await remediate(run, workload(kind, "shop/web", { serviceAccountName: "default" }));
    const expected = workload(kind, "shop/web", { serviceAccountName: "default", ...OFF_TOKEN });
    expect(fixed).toEqual(expected.props);
    expect(await judge({ ...run, resources: [{ ...expected, props: fixed ?? {} }] })).toEqual([]);
  });

  it("turns the token of a service account off", async () => {
    expect(await remediate(run, serviceAccount("shop/web"))).toMatchObject(OFF_TOKEN);
  });

  it.each([
    ["a weaker label", namespace("shop", { [LABEL]: "privileged" })],
    ["a patch", patch(namespace("shop", {}))],
    ["a namespace without metadata", { type: "kubernetes:core/v1:Namespace", name: "shop", props: {} }],
    ["a token that is mounted on purpose", deployment("shop/web", { automountServiceAccountToken: true })],
    ["a workload with an account of its own", deployment("shop/web", { serviceAccountName: "web" })],
    ["a service account of a chart", { ...serviceAccount("shop/web"), chain: CHART }],
    ["a workload of a chart", { ...deployment("shop/web", {}), chain: CHART }],
    ["a workload that says why", deployment("shop/web", {}, { annotations: { [NEEDS_TOKEN]: "why" } })],
    ["a workload without pods", object("apps/v1/Deployment", "shop/web")],
    ["unknown labels", object("core/v1/Namespace", "shop", {}, { labels: UNKNOWN })],
    ["an unknown setting", deployment("shop/web", { automountServiceAccountToken: UNKNOWN })],
    ["another kind", object("core/v1/ConfigMap", "shop/web")],
  ])("leaves alone %s", async (_title, resource) => {
    expect(await remediate(run, resource)).toBeUndefined();
  });

  it("keeps unknown values and secrets as they are", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };
    const resource = deployment("shop/web", { nodeName: UNKNOWN, containers: [{ env: [{ value: secret }] }] });
    expect(await remediate(run, resource)).toEqual(
      deployment("shop/web", { nodeName: UNKNOWN, containers: [{ env: [{ value: secret }] }], ...OFF_TOKEN }).props,
    );
  });

  it("happens only where the level says so", async () => {
    expect(await remediate({ ...run, environment: "staging" }, namespace("shop", {}))).toBeUndefined();
  });

  it("leaves waived resources alone, also when only a container is waived", async () => {
    const item: Waiver = {
      policy: "automount-token-off",
      resource: "kubernetes:apps/v1:Deployment::shop/web",
      reason: "r",
      owner: "o",
      ticket: "t",
      expires: "2026-12-31",
    };
    const web = deployment("shop/web", {});
    expect(await remediate({ ...run, waivers: [item] }, web)).toBeUndefined();
    expect(await remediate({ ...run, waivers: [{ ...item, container: "app" }] }, web)).toBeUndefined();
    expect(await remediate({ ...run, waivers: [{ ...item, expires: "2026-06-14" }] }, web)).toBeDefined();
  });

  it("survives a rule that throws", async () => {
    const bad = resourceRule({
      ...namespacePssLabel,
      name: "bad",
      applies: () => true,
      check: () => undefined,
      fix() {
        throw new Error("defect");
      },
    });
    expect(await remediate({ ...run, rules: [bad, namespacePssLabel] }, namespace("shop", {}))).toMatchObject({
      metadata: { labels: { [LABEL]: "restricted" } },
    });
  });
});
