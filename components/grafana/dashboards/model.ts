import { sourceUids } from "../provisioning";

/** Range of a rate: a time that fits the scrapes and the width of the panel. */
export const rate = "[$__rate_interval]";

/** One line, or one number, of a panel. */
export interface Query {
  /** PromQL; `$__rate_interval` is a time that fits the scrapes. */
  expr: string;
  /** Name of the line; `{{label}}` is a label's value. */
  legend: string;
}

/** Units as Grafana names them. */
export type Unit =
  | "short"
  | "bytes"
  | "Bps"
  | "binBps"
  | "percentunit"
  | "s"
  | "ms"
  | "reqps"
  | "ops"
  | "currencyUSD"
  | "dateTimeFromNow"
  | "bool_yes_no";

export interface Panel {
  title: string;
  unit: Unit;
  /** A number with its course behind it, instead of lines. @default false */
  stat?: boolean;
  queries: Query[];
}

/** A dashboard: rows of panels. */
export interface Dashboard {
  uid: string;
  title: string;
  rows: { title: string; panels: Panel[] }[];
}

export function lines(title: string, unit: Unit, ...queries: [expr: string, legend: string][]): Panel {
  return { title, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) };
}

export function stat(title: string, unit: Unit, expr: string): Panel {
  return { title, unit, stat: true, queries: [{ expr, legend: "" }] };
}

/** Grafana's grid is 24 wide. */
const gridWidth = 24;
const sizes = { stat: { w: 6, h: 4 }, lines: { w: 12, h: 8 } };

/** The dashboard as Grafana reads it from a file. Rows begin at the left; panels follow from left to right. */
export function dashboardJson({ uid, title, rows }: Dashboard) {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: "row",
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: gridWidth, h: 1 },
    });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      const { w, h } = panel.stat ? sizes.stat : sizes.lines;
      if (x + w > gridWidth) {
        x = 0;
        y += height;
        height = 0;
      }
      panels.push({ id: panels.length + 1, ...panelJson(panel), gridPos: { x, y, w, h } });
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  }
  return {
    uid,
    title,
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1, // all panels show the same moment
    time: { from: "now-6h", to: "now" },
    refresh: "1m",
    timezone: "browser",
    tags: ["platform"],
    templating: { list: [] },
    annotations: { list: [] },
    panels,
  };
}

const datasource = { type: "prometheus", uid: sourceUids.prometheus };

function panelJson({ title, unit, stat: isStat = false, queries }: Panel) {
  const targets = queries.map(({ expr, legend }, i) => ({
    refId: String.fromCharCode("A".charCodeAt(0) + i),
    datasource,
    expr,
    legendFormat: legend,
    ...(isStat ? { instant: false } : {}),
  }));
  const defaults = { unit, min: unit === "percentunit" ? 0 : undefined };
  return isStat
    ? {
        type: "stat",
        title,
        datasource,
        targets,
        fieldConfig: { defaults, overrides: [] },
        options: { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false }, graphMode: "area" },
      }
    : {
        type: "timeseries",
        title,
        datasource,
        targets,
        fieldConfig: { defaults: { ...defaults, custom: { fillOpacity: 8, showPoints: "never" } }, overrides: [] },
        options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
      };
}
