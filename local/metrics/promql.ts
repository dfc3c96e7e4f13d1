import { parser } from "@prometheus-io/lezer-promql";

/** What a query asks for. */
export interface ParsedQuery {
  /** Names of metrics, each once. */
  metrics: string[];
  /** Pieces that are no PromQL, as written; empty for a query that Prometheus can read. */
  errors: string[];
}

/** Times that Grafana puts in before Prometheus sees a query. */
const variables = /\$__(rate_)?interval/g;

/** Reads a query with the grammar of Prometheus' own editor. */
export function parseQuery(expr: string): ParsedQuery {
  const text = expr.replace(variables, "5m");
  const metrics = new Set<string>();
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) errors.push(text.slice(Math.max(0, from - 10), to + 10));
      if (type.name === "Identifier" && node.parent?.name === "VectorSelector") metrics.add(text.slice(from, to));
    },
  });
  return { metrics: [...metrics], errors };
}
