import type { RelabelConfig } from "../lib/pod-monitor";

/** A team, and the namespaces that are its own. */
export interface TeamNamespaces {
  name: string;
  namespaces: string[];
}

/**
 * Sets the label `team` from the label `namespace`, whatever it was before: to the owner of a team's namespace, and to
 * nothing elsewhere. For samples that are about namespaces and not from them, such as kube-state-metrics'.
 */
export function teamRelabelings(teams: TeamNamespaces[]): RelabelConfig[] {
  const owned = teams.filter(({ namespaces }) => namespaces.length > 0);
  return [
    { action: "replace", targetLabel: "team", replacement: "" },
    ...owned.map(({ name, namespaces }): RelabelConfig => ({
      action: "replace",
      sourceLabels: ["namespace"],
      regex: namespaces.join("|"),
      targetLabel: "team",
      replacement: name,
    })),
  ];
}
