import { describe, expect, it } from "vitest";

import { Charts, madeByChart, Surroundings } from "../../../policies/lib/kubernetes/charts";
import { attempt, Undetermined } from "../../../policies/lib/unknowns";
import { object } from "../../support/kubernetes";
import { UNKNOWN, urnOf, type TestResource } from "../../support/policies";
import { probe } from "../../support/probe";

const chart = (namespace: unknown, name = "web"): TestResource => ({
  type: "kubernetes:helm.sh/v4:Chart",
  name,
  props: { namespace },
});
const release = (namespace: unknown): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  name: "old",
  props: { namespace },
});
/** Whether there may be more than the stack shows: in the namespace shop, in any other, and in none. */
const unseen = (...resources: TestResource[]) =>
  probe(resources, (objects) => {
    const surroundings = new Surroundings(objects);
    const may = (namespace: string) => {
      const answer = attempt(() => surroundings.mayHold(namespace));
      return answer instanceof Undetermined ? answer.message : answer;
    };
    return [may("shop"), may("other"), surroundings.mayHoldClusterScoped];
  });

describe("what the stack does not show", () => {
  it.each([
    ["no chart", [], [false, false, false]],
    ["a chart that was not rendered", [chart("shop")], [true, false, true]],
    [
      "a chart that was rendered",
      [chart("shop"), { ...object("core/v1/Pod", "shop/web"), parent: urnOf(chart("shop")) }],
      [false, false, false],
    ],
    ["a release, whose objects nobody sees", [release("shop")], [true, false, true]],
    ["a chart that names no namespace", [chart(null)], [true, true, true]],
    [
      "a chart in a namespace that is not known yet",
      [chart(UNKNOWN)],
      [
        "namespace of kubernetes:helm.sh/v4:Chart::web is not known before the deployment",
        "namespace of kubernetes:helm.sh/v4:Chart::web is not known before the deployment",
        true,
      ],
    ],
    [
      "two charts, of which one is known to be there",
      [chart(UNKNOWN), chart("shop", "api")],
      [true, "namespace of kubernetes:helm.sh/v4:Chart::web is not known before the deployment", true],
    ],
  ] as const)("%s", async (_title, resources, expected) => {
    expect(await unseen(...resources)).toEqual(expected);
  });

  it.each([
    "ceph.rook.io/v1/CephCluster",
    "ceph.rook.io/v1/CephBlockPool",
    "csi.ceph.io/v1/Driver",
    "fluxcd.controlplane.io/v1/FluxInstance",
    "gateway.networking.k8s.io/v1/Gateway",
    "elasticsearch.k8s.elastic.co/v1/Elasticsearch",
    "monitoring.coreos.com/v1/Alertmanager",
    "monitoring.coreos.com/v1/Prometheus",
    "monitoring.coreos.com/v1alpha1/PrometheusAgent",
    "monitoring.coreos.com/v1/ThanosRuler",
  ])("may be pods that an operator makes of %s", async (kind) => {
    expect(await unseen(object(kind, "shop/main"))).toEqual([true, false, false]);
  });

  it.each([
    "core/v1/ConfigMap",
    "objectbucket.io/v1alpha1/ObjectBucketClaim",
    "csi.ceph.io/v1/DriverPolicy",
    "fluxcd.controlplane.io/v1/FluxInstanceReport",
    "gateway.networking.k8s.io/v1/GatewayClass",
    "monitoring.coreos.com/v1/PrometheusRule",
    "old.ceph.rook.io/v1/CephCluster",
    "old.csi.ceph.io/v1/Driver",
    "old.fluxcd.controlplane.io/v1/FluxInstance",
    "old.gateway.networking.k8s.io/v1/Gateway",
    "old.monitoring.coreos.com/v1/Prometheus",
    "two.levels.k8s.elastic.co/v1/Kibana",
  ])("is nothing because of %s", async (kind) => {
    expect(await unseen(object(kind, "shop/main"))).toEqual([false, false, false]);
  });
});

describe("charts of a stack", () => {
  const other = { ...object("core/v1/Pod", "shop/api"), parent: "urn:pulumi:test::platform::a:b:C::c" };
  const pod = { ...object("core/v1/Pod", "shop/web"), parent: urnOf(chart("shop")) };

  it("own the objects whose parent they are", async () => {
    const [web] = await probe([chart("shop"), pod, other], (objects) => {
      const charts = new Charts(objects.resources);
      return charts.named("web").map((found) => [pod, other].map((made) => charts.owns(found, urnOf(made))));
    });
    expect(web).toEqual([true, false]);
  });

  it("are found by their names alone", async () => {
    const namesake = object("core/v1/Pod", "web");
    const found = await probe([chart("shop"), chart("shop", "api"), namesake], (objects) =>
      new Charts(objects.resources).named("web").map(({ type }) => type),
    );
    expect(found).toEqual(["kubernetes:helm.sh/v4:Chart"]);
  });

  it("show in the types of an object's parents", () => {
    const made = {
      ...object("core/v1/Pod", "shop/web"),
      chain: "platform:components:Web$kubernetes:helm.sh/v4:Chart$",
    };
    expect(madeByChart(urnOf(made))).toBe(true);
    expect(madeByChart(urnOf(chart("shop")))).toBe(false);
  });
});
