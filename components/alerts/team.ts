/** A step of relabelling, as the kinds of prometheus-operator write it. */
export interface Relabeling {
  action: "replace";
  sourceLabels: string[];
  regex: string;
  targetLabel: string;
  replacement: string;
}

/**
 * For `alertRelabelings` of Prometheus: an alert about a namespace is its team's, whatever the rule says. Rules of teams
 * get the label `namespace` from Prometheus, so that nobody sends alerts in the name of another team; an alert that is
 * about no namespace comes from the platform's own rules and keeps the team that they name.
 */
export function alertRelabelings(teams: { name: string; namespaces: string[] }[]): Relabeling[] {
  const team = (regex: string, replacement: string): Relabeling => ({
    action: "replace",
    sourceLabels: ["namespace"],
    regex,
    targetLabel: "team",
    replacement,
  });
  return [
    team(".+", ""),
    ...teams
      .filter(({ namespaces }) => namespaces.length > 0)
      .map(({ name, namespaces }) => team(namespaces.join("|"), name)),
  ];
}
