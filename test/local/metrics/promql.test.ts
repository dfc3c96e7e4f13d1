import { describe, expect, it } from "vitest";
import { catalogue, exportedNames } from "../../../local/metrics/catalogue";
import { parseQuery } from "../../../local/metrics/promql";

describe("a query", () => {
  it("names metrics, and neither labels nor functions", () => {
    const expr =
      'sum by (job) (rate(a_total{b="c_total"}[$__rate_interval])) / on (d) group_left (e) max(f) or vector(0)';
    expect(parseQuery(expr)).toEqual({ metrics: ["a_total", "f"], errors: [] });
  });

  it("fails when it is no PromQL", () => {
    expect(parseQuery("sum(rate(a_total[5m])").errors).not.toEqual([]);
    expect(parseQuery("a_total >> 1").errors).not.toEqual([]);
    expect(parseQuery('a_total{b=c"}').errors).not.toEqual([]);
  });
});

describe("the catalogue of metrics", () => {
  it("has each name once, in order", () => {
    const names = catalogue.flatMap(({ metrics, histograms = [], summaries = [] }) => [
      ...metrics,
      ...histograms,
      ...summaries,
    ]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const { metrics, component } of catalogue.slice(1))
      expect([component, metrics]).toEqual([component, [...metrics].sort()]);
  });

  it("knows the names of histograms and summaries", () => {
    const exporter = { component: "a", version: "1", source: "", metrics: ["x"], histograms: ["h"], summaries: ["s"] };
    expect([...exportedNames([exporter])]).toEqual(["x", "h_bucket", "h_sum", "h_count", "s", "s_sum", "s_count"]);
  });
});
