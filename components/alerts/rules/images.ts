import type { RuleGroup } from "../rule";

/** About images of teams, where something verifies their signatures. */
export function imageRules(): RuleGroup {
  const refused = `kyverno_image_validating_policy_results_total{result=~"fail|error"}`;
  return {
    name: "images",
    rules: [
      {
        alert: "ImageNotTrusted",
        severity: "warning",
        owner: "team",
        expr: `sum by (namespace, policy_name) (label_replace(increase(${refused}[15m]), "namespace", "$1", "resource_namespace", "(.*)")) > 0`,
        forMinutes: 0,
        summary: "An image in {{ $labels.namespace }} is not signed as {{ $labels.policy_name }} asks",
        description:
          "Where the policy enforces, its pods were refused; where it warns, they run. It happened within the last 15 minutes.",
      },
    ],
  };
}
