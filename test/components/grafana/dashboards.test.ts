import { describe, expect, it } from "vitest";
import { dashboardFiles, dashboardFolders, type DashboardPart } from "../../../components/grafana/dashboards";
import { dashboardJson, lines, stat } from "../../../components/grafana/dashboards/model";
import { exportedNames } from "../../../local/metrics/catalogue";
import { parseQuery } from "../../../local/metrics/promql";

const everyPart: DashboardPart[] = [
  "autoscaler",
  "backup",
  "cost",
  "dns",
  "externalSecrets",
  "ingress",
  "logs",
  "mesh",
  "storage",
  "vault",
];
const teams = [
  { name: "payments", namespaces: ["payments", "payments-batch"] },
  { name: "nobody", namespaces: [] },
];

describe("dashboards", () => {
  it("are in a folder of the platform and one of each team, for the parts that are there", () => {
    const folders = dashboardFolders(["vault"], teams);
    expect(folders.map(({ title, dashboards }) => [title, dashboards.map((each) => each.title)])).toEqual([
      [
        "Platform",
        [
          "Cluster",
          "Nodes",
          "Control plane and DNS",
          "Controllers",
          "Certificates",
          "Prometheus and Alertmanager",
          "Consoles",
          "Vault",
        ],
      ],
      ["Team payments", ["Overview of payments"]],
    ]);
  });

  it("of a team ask about its own namespaces alone", () => {
    const [, team] = dashboardFolders([], teams);
    const queries = team!.dashboards
      .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)))
      .map(({ expr }) => expr);
    const selectors = queries.flatMap((expr) => expr.match(/\{[^}]*\}/g) ?? []);
    expect(selectors.length).toBeGreaterThan(0);
    expect(
      selectors.filter(
        (selector) => !/namespace=~"payments\|payments-batch"/.test(selector) && !selector.includes('team="payments"'),
      ),
    ).toEqual([]);
  });

  it("ask in PromQL, for what components export", () => {
    const exported = exportedNames();
    const problems = dashboardFolders(everyPart, teams).flatMap(({ dashboards }) =>
      dashboards.flatMap(({ title, rows }) =>
        rows.flatMap(({ panels }) =>
          panels.flatMap(({ title: panel, queries }) =>
            queries.flatMap(({ expr }) => {
              const { metrics, errors } = parseQuery(expr);
              const unknown = metrics.filter((name) => !exported.has(name)).map((name) => `unknown metric ${name}`);
              const none = metrics.length === 0 ? ["no metric"] : [];
              return [...errors, ...unknown, ...none].map((problem) => `${title}: ${panel}: ${problem}`);
            }),
          ),
        ),
      ),
    );
    expect(problems).toEqual([]);
  });

  it("have names of their own, and fit into a ConfigMap", () => {
    const long = ["a", "b"].map((last) => ({ name: `team-with-a-very-long-name-in-${last}`, namespaces: ["x"] }));
    const folders = dashboardFolders(everyPart, [...teams, ...long]);
    const uids = folders.flatMap(({ uid: folder, dashboards }) => [folder, ...dashboards.map(({ uid }) => uid)]);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.filter((uid) => !/^[a-z0-9-]{1,40}$/.test(uid))).toEqual([]);
    for (const folder of folders) {
      expect(JSON.stringify(dashboardFiles(folder)).length).toBeLessThan(900_000);
    }
  });

  it("put panels from left to right, without one over another", () => {
    const json = dashboardJson({
      uid: "a",
      title: "A",
      rows: [
        {
          title: "One",
          panels: [stat("a", "short", "up"), lines("b", "s", ["x", "{{y}}"]), lines("c", "s", ["x", "x"])],
        },
        { title: "Two", panels: [stat("d", "short", "up")] },
      ],
    });
    const panels = json.panels as { type: string; title: string; gridPos: object }[];
    expect(panels.map(({ type, title, gridPos }) => [type, title, gridPos])).toEqual([
      ["row", "One", { x: 0, y: 0, w: 24, h: 1 }],
      ["stat", "a", { x: 0, y: 1, w: 6, h: 4 }],
      ["timeseries", "b", { x: 6, y: 1, w: 12, h: 8 }],
      ["timeseries", "c", { x: 0, y: 9, w: 12, h: 8 }],
      ["row", "Two", { x: 0, y: 17, w: 24, h: 1 }],
      ["stat", "d", { x: 0, y: 18, w: 6, h: 4 }],
    ]);
    expect(panels[2]).toMatchObject({
      datasource: { type: "prometheus", uid: "prometheus" },
      targets: [{ refId: "A", expr: "x", legendFormat: "{{y}}" }],
      fieldConfig: { defaults: { unit: "s" } },
    });
  });
});
