import { stringify } from "yaml";
import type { Plan } from "./plan";

/** Every Kubernetes object of the plan as a YAML stream, in the order of registration, for scanners and people. */
export function manifests(plan: Plan): string {
  return plan.resources
    .filter(({ type, custom }) => custom && type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/"))
    .map(({ urn, props }) => `# ${urn}\n${stringify(props, { lineWidth: 0 })}`)
    .join("---\n");
}
