import type { Alert, Recording, RuleGroup } from "../rule";

export interface IngressThresholds {
  errorPercent: number;
  latencyMilliseconds: number;
  requestsPerMinute: number;
  availabilityPercent: number;
}

/** Windows over which burn rates are taken. */
const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
type Window = (typeof windows)[number];

/** Histogram of F5's controller, per Ingress, status and pod; on with `controller.enableLatencyMetrics`. */
const answers = "nginx_ingress_controller_upstream_server_response_latency_ms";
const ours = `resource_type="ingress"`;

const requests = (window: Window) => `host:http_requests:rate${window}`;
const errors = (window: Window) => `host:http_errors:ratio_rate${window}`;

/** Sums per Ingress, whose name is its host, under the namespace that it is in: so its owner hears of it. */
function perHost(expression: string, more = ""): string {
  const labelled = `label_replace(label_replace(${expression}, "namespace", "$1", "resource_namespace", "(.+)"), "host", "$1", "resource_name", "(.+)")`;
  return `sum by (namespace, host${more}) (${labelled})`;
}

function recordings(): Recording[] {
  return windows.flatMap((window) => {
    const all = perHost(`rate(${answers}_count{${ours}}[${window}])`);
    const failed = perHost(`rate(${answers}_count{${ours},code=~"5.."}[${window}])`);
    return [
      { record: requests(window), expr: all },
      // A host without an error has no series of errors: 0, not nothing.
      { record: errors(window), expr: `(${failed} or 0 * ${requests(window)}) / (${requests(window)} > 0)` },
    ];
  });
}

/**
 * How fast the budget of errors of 30 days may be used up: at 14.4 times the sustainable rate 2 % are gone in an hour.
 * Google's Site Reliability Workbook, chapter 5, table 5-8.
 */
const burnRates = [
  { severity: "critical", factor: 14.4, long: "1h", short: "5m", forMinutes: 2 },
  { severity: "critical", factor: 6, long: "6h", short: "30m", forMinutes: 15 },
  { severity: "warning", factor: 3, long: "1d", short: "2h", forMinutes: 60 },
  { severity: "warning", factor: 1, long: "3d", short: "6h", forMinutes: 180 },
] as const;

/** @param published hosts with an objective; other Ingresses have thresholds alone */
export function hostRules(given: IngressThresholds, published: string[]): RuleGroup[] {
  const busy = (window: Window) => `${requests(window)} * 60 >= ${given.requestsPerMinute}`;
  const thresholds: RuleGroup = {
    name: "hosts",
    rules: [
      {
        alert: "HostErrors",
        severity: "warning",
        owner: "team",
        expr: `100 * ${errors("5m")} > ${given.errorPercent} and ${busy("5m")}`,
        forMinutes: 5,
        summary: "{{ $labels.host }} answers {{ $value | humanize }} % of its requests with an error",
        description: `More than ${given.errorPercent} % of the last minutes' answers had status 5xx.`,
      },
      {
        alert: "HostSlow",
        severity: "warning",
        owner: "team",
        expr: `histogram_quantile(0.95, ${perHost(`rate(${answers}_bucket{${ours}}[5m])`, ", le")}) > ${given.latencyMilliseconds} and ${busy("5m")}`,
        forMinutes: 5,
        summary: "{{ $labels.host }} takes {{ $value | humanize }} ms to answer",
        description: `One request in twenty takes longer than ${given.latencyMilliseconds} ms.`,
      },
      {
        alert: "IngressReloadFailed",
        severity: "critical",
        owner: "platform",
        expr: `min by (pod) (nginx_ingress_controller_nginx_last_reload_status) == 0`,
        forMinutes: 5,
        summary: "{{ $labels.pod }} could not load its configuration",
        description: "It goes on with an old one: changes of hosts and new pods behind them have no effect.",
      },
    ],
  };
  const series: RuleGroup = { name: "host-series", intervalSeconds: 60, rules: recordings() };
  return published.length > 0 ? [series, thresholds, objectives(given, published, busy)] : [series, thresholds];
}

function objectives(
  { availabilityPercent }: IngressThresholds,
  published: string[],
  busy: (window: Window) => string,
): RuleGroup {
  // Rounded, because 100 - 99.9 is not 0.1 to a computer.
  const budget = Number(((100 - availabilityPercent) / 100).toFixed(6));
  const hosts = `{host=~"${published.map((host) => host.replaceAll(".", "\\\\.")).join("|")}"}`;
  return {
    name: "host-objectives",
    intervalSeconds: 60,
    rules: burnRates.map(({ severity, factor, long, short, forMinutes }): Alert => {
      const limit = Number((factor * budget).toFixed(6));
      const above = (window: Window) => `${errors(window)}${hosts} > ${limit}`;
      return {
        alert: "HostErrorBudgetBurning",
        severity,
        owner: "team",
        expr: `${above(long)} and ${above(short)} and ${busy(long)}`,
        forMinutes,
        labels: { window: long },
        summary: `{{ $labels.host }} uses up its errors of 30 days ${factor} times too fast`,
        description: `{{ $value | humanizePercentage }} of its requests failed within ${long}; the objective of ${availabilityPercent} % allows ${Number((100 * budget).toFixed(4))} %.`,
      };
    }),
  };
}
