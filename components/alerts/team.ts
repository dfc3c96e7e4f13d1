/** A step of relabelling, as the kinds of prometheus-operator write it. */
export interface Relabeling {
  action: "replace";
  sourceLabels: string[];
  regex: string;
  targetLabel: string;
  replacement: string;
}

/**
 * What happens to the labels of alerts before they leave Prometheus: an alert about a namespace is its team's, whatever
 * a series says, so that nobody sends alerts in the name of another team. One that is about no namespace keeps the team
 * that the rule names, if any.
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
