import type { Folder } from "../provisioning";
import { backup, externalSecrets, storage, vault } from "./data";
import { autoscaler, cluster, controllers, controlPlane, nodes } from "./kubernetes";
import { dashboardJson, type Dashboard } from "./model";
import { consoles, cost, logs, metrics } from "./observability";
import { teamOverview, teamUid, type DashboardTeam } from "./team";
import { certificates, dns, ingress, mesh } from "./traffic";

export type { DashboardTeam } from "./team";

/** Dashboards of parts that a stack may be without. */
const ofParts = { autoscaler, backup, cost, dns, externalSecrets, ingress, logs, mesh, storage, vault };

/** A part that a stack may be without. */
export type DashboardPart = keyof typeof ofParts;

/** A folder and its dashboards. */
export type DashboardFolder = Folder & { dashboards: Dashboard[] };

/** One folder for the platform, and one for each team that has namespaces. */
export function dashboardFolders(parts: DashboardPart[], teams: DashboardTeam[]): DashboardFolder[] {
  return [
    {
      uid: "platform",
      title: "Platform",
      dashboards: [
        cluster,
        nodes,
        controlPlane,
        controllers,
        certificates,
        metrics,
        consoles,
        ...parts.map((part) => ofParts[part]),
      ],
    },
    ...teams
      .filter(({ namespaces }) => namespaces.length > 0)
      .map((team) => ({ uid: teamUid(team.name), title: `Team ${team.name}`, dashboards: [teamOverview(team)] })),
  ];
}

/** Files of a folder, as Grafana reads them. */
export function dashboardFiles({ dashboards }: DashboardFolder): Record<string, string> {
  return Object.fromEntries(
    dashboards.map((dashboard) => [`${dashboard.uid}.json`, JSON.stringify(dashboardJson(dashboard))]),
  );
}
