import type { RulesArgs } from "../../components/alerts/rules";
import { namespacesMonthlyCost } from "../../components/cost/expressions";
import type { Settings } from "../settings";
import { thresholdsOf } from "../settings/alerts/defaults";
import type { BackupPlan } from "./backup";
import type { CostPlan } from "./cost";
import type { LogsPlan } from "./logs";
import type { Published } from "./published";

/** When alerts fire, and who hears of them. */
export interface AlertsPlan
  extends
    RulesArgs,
    Pick<Settings["alerts"], "receivers" | "platform" | "deadMansSwitch" | "repeatHours" | "runbooksUrl"> {
  teams: { name: string; namespaces: string[]; critical: string[]; warning: string[] }[];
}

/** Undefined where nothing evaluates rules. */
export function alertsPlan(
  settings: Settings,
  given: { published: Published[]; backup?: BackupPlan; cost: CostPlan; logs?: LogsPlan },
): AlertsPlan | undefined {
  const { alerts, monitoring, environments, teams, ingress, vault, storage, flux, imageTrust } = settings;
  if (monitoring.kind === "none") return undefined;
  const { receivers, platform, deadMansSwitch, repeatHours, runbooksUrl } = alerts;
  return {
    receivers,
    platform,
    deadMansSwitch,
    repeatHours,
    runbooksUrl,
    thresholds: thresholdsOf(alerts, environments),
    parts: {
      ingress: ingress.kind !== "none",
      flux: flux.kind !== "none",
      vault: vault.distribution !== "none",
      ceph: storage.kind === "rook",
      elasticsearch: given.logs !== undefined,
      backup: given.backup !== undefined,
      imageTrust: imageTrust.kind !== "none",
    },
    hosts: [...new Set(given.published.map(({ host }) => host))],
    recoveryPoints: given.backup ? recoveryPoints(given.backup) : [],
    budgets: budgets(given.cost),
    teams: teams.map((team) => ({
      name: team.name,
      namespaces: team.namespaces.map(({ name }) => name),
      ...team.alerts,
    })),
  };
}

/** By the names of the schedules that components/backup makes. */
function recoveryPoints({ groups, durationMinutes }: BackupPlan): AlertsPlan["recoveryPoints"] {
  return [
    ...groups.map(({ environment, recoveryPointMinutes: minutes }) => ({
      schedule: `${environment}-${minutes}m`,
      minutes,
    })),
    { schedule: "cluster", minutes: 24 * 60 + durationMinutes },
  ];
}

/** Only OpenCost's metrics are known. */
function budgets({ meter, teams }: CostPlan): AlertsPlan["budgets"] {
  if (meter?.kind !== "opencost") return [];
  return teams
    .filter(({ namespaces }) => namespaces.length > 0)
    .map(({ team, monthlyBudgetUsd, namespaces }) => ({
      team,
      monthlyUsd: monthlyBudgetUsd,
      cost: namespacesMonthlyCost(namespaces),
    }));
}
