import type { GitlabTeam } from "./args";

const title = "# Who approves a change. The last line that matches a path counts.";

/** Owners of everything in a project. */
export function codeOwnersOf(owners: string[]): string {
  return `${title}\n* ${owners.join(" ")}\n`;
}

/** Owners of the fleet: each team owns its folder, and the platform all else, this file among it. */
export function fleetCodeOwners(owners: string[], group: string, teams: GitlabTeam[]): string {
  const folders = teams.map(({ name }) => `/teams/${name}/ @${group}/${name}\n`);
  return codeOwnersOf(owners) + folders.join("");
}
