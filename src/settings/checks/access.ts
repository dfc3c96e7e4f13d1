import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

/** Rules about who may do what. */
export function accessProblems({ access, environments = [] }: Partial<Settings>): Problem[] {
  if (!access) return [];
  const problems: Problem[] = [];
  if (access.breakGlass.enabled && access.breakGlass.groups.length === 0) {
    const must = "name a group while breakGlass.enabled is true, because the binding would be bound to nothing";
    problems.push({ at: path("access", "breakGlass", "groups"), must, remedy: "name a group or disable break-glass" });
  }
  if (environments.some((environment) => environment.name === "production") && access.admins.length === 0) {
    const must = "name a group in production, or nobody can onboard a team";
    problems.push({ at: path("access", "admins"), must, remedy: "write the group of the platform's administrators" });
  }
  for (const role of ["admins", "operators", "developers", "viewers"] as const) {
    problems.push(...duplicates(access[role].map((group, i) => [path("access", role, i), group])));
  }
  return problems;
}
