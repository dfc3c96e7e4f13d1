import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about what the API server asks the policies. */
export function admissionProblems({ admission, teams = [] }: Partial<Settings>): Problem[] {
  if (admission?.kind !== "enforce") return [];
  const known = teams.map(({ name }) => name);
  return admission.onboarding.flatMap((team, i) => {
    if (known.includes(team)) return [];
    const remedy = `write one of ${known.join(", ") || "platform:teams"}, or remove it`;
    return [{ at: path("admission", "onboarding", i), must: "be a team of platform:teams", got: team, remedy }];
  });
}
