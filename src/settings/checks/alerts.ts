import { thresholdsOf } from "../alerts/defaults";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

type Alerts = Settings["alerts"];

/** Rules about alerts: whoever is to hear of one exists, is used, and has its secret somewhere. */
export function alertProblems(given: Partial<Settings>): Problem[] {
  const { alerts, vault } = given;
  if (!alerts) return [];
  return [
    ...duplicates(alerts.receivers.map(({ name }, i) => [path("alerts", "receivers", i, "name"), name])),
    ...unknownReceivers(given, alerts),
    ...unusedReceivers(given, alerts),
    ...(vault?.distribution === "none" ? withoutSecrets(alerts) : []),
    ...orderProblems(given, alerts),
  ];
}

/** Every place that names a receiver. */
function named({ teams = [] }: Partial<Settings>, { platform, deadMansSwitch }: Alerts): [at: string, name: string][] {
  const routes = [
    { at: ["alerts", "platform"], route: platform },
    ...teams.map((team, i) => ({ at: ["teams", i, "alerts"], route: team.alerts })),
  ];
  const byRoute = routes.flatMap(({ at, route }) =>
    (["critical", "warning"] as const).flatMap((severity) =>
      route[severity].map((name, i): [string, string] => [path(...at, severity, i), name]),
    ),
  );
  return [
    ...byRoute,
    ...(deadMansSwitch === undefined
      ? []
      : [[path("alerts", "deadMansSwitch"), deadMansSwitch] satisfies [string, string]]),
  ];
}

function unknownReceivers(given: Partial<Settings>, alerts: Alerts): Problem[] {
  const names = alerts.receivers.map(({ name }) => name);
  return named(given, alerts).flatMap(([at, name]): Problem[] => {
    if (names.includes(name)) return [];
    const must = `be the name of a receiver in platform:alerts.receivers (${names.join(", ") || "there is none"})`;
    return [{ at, must, got: name, remedy: "correct it, or add the receiver" }];
  });
}

function unusedReceivers(given: Partial<Settings>, alerts: Alerts): Problem[] {
  if (!given.teams) return [];
  const used = new Set(named(given, alerts).map(([, name]) => name));
  return alerts.receivers.flatMap(({ name }, i): Problem[] => {
    if (used.has(name)) return [];
    const must = "be named by platform:alerts.platform, a team's alerts or the dead man's switch, and nobody names it";
    return [{ at: path("alerts", "receivers", i, "name"), must, got: name, remedy: "name it there, or remove it" }];
  });
}

function withoutSecrets({ receivers }: Alerts): Problem[] {
  return receivers.map(({ name }, i) => {
    const must = "be left out while vault.distribution is none, because its secret comes from there";
    return { at: path("alerts", "receivers", i, "name"), must, got: name, remedy: "remove it, or choose a Vault" };
  });
}

/** Of two steps the critical one is the worse one: group, the warning, the critical one, and which of them is higher. */
const steps = [
  ["nodes", "diskPercent", "diskCriticalPercent", "critical"],
  ["workloads", "volumePercent", "volumeCriticalPercent", "critical"],
  ["certificates", "expiryDays", "expiryCriticalDays", "warning"],
  ["ceph", "fullPercent", "fullCriticalPercent", "critical"],
  ["budgets", "percent", "criticalPercent", "critical"],
] as const;

function orderProblems({ environments }: Partial<Settings>, alerts: Alerts): Problem[] {
  if (!environments?.length) return [];
  const thresholds: Record<string, Record<string, number>> = thresholdsOf(alerts, environments);
  return steps.flatMap(([group, warning, critical, higher]): Problem[] => {
    const [low, high] = higher === "critical" ? [warning, critical] : [critical, warning];
    const [got, limit] = [thresholds[group]![low]!, thresholds[group]![high]!];
    if (got < limit) return [];
    const must = `be less than ${high} (${limit})`;
    return [{ at: path("alerts", "thresholds", group, low), must, got, remedy: `lower it, or raise ${high}` }];
  });
}
