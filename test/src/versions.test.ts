import { describe, expect, it } from "vitest";
import type { ChartPin } from "../../components/lib/chart-pin";
import { charts } from "../../src/versions";

const pins = Object.entries(charts) as [string, ChartPin][];

describe("the catalogue of charts", () => {
  it("has each chart once, since folders and locks go by its name", () => {
    const names = pins.map(([, { name }]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(pins)("names an exact version, and a repository that Helm can use, for %s", (_, pin) => {
    expect(pin.version).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(pin.repository).toMatch(/^(oci|https):\/\/[^\s]+[^/]$/);
  });

  it.each(pins.filter(([, { supportEnds }]) => supportEnds))("dates the end of support of %s", (_, { supportEnds }) => {
    expect(new Date(supportEnds!).toISOString().slice(0, 10)).toBe(supportEnds);
  });

  it.each([
    [["cephCsiOperator", "cephCsiDrivers"]],
    [["rookCeph", "rookCephCluster"]],
    [["istioBase", "istioCni", "istiod", "ztunnel", "istioGateway"]],
  ] as const)("moves %j together", (keys) => {
    const versions = keys.map((key) => (charts[key as keyof typeof charts] as ChartPin).version);
    expect(new Set(versions).size).toBe(1);
  });

  it("brings the kinds of the very operator that it deploys", () => {
    expect(charts.prometheusOperatorCrds.appVersion).toBe(charts.kubePrometheusStack.appVersion);
  });
});
