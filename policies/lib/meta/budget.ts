import type { Environment } from "../environment";
import type { Session } from "../session";
import type { StackMeta } from "./policy";

const MAX = 10;
/** Rules that the finding names. */
const NAMED = 3;

/**
 * Single values that only the deployment tells are normal. When many findings wait for one, the preview judges little of
 * the stack, however green the rest is.
 */
export function undeterminedBudget(session: Session, environment: Environment): StackMeta {
  return {
    name: "undetermined-budget",
    description: "A preview must be able to judge nearly all of the stack.",
    enforcementLevel: environment === "production" ? "mandatory" : "advisory",
    severity: "medium",
    remediationSteps:
      "Make the values known in the preview (plain values in the program), or set max in the policy's configuration.",
    configSchema: {
      properties: {
        max: {
          type: "number",
          minimum: 0,
          default: MAX,
          description: "Undetermined findings of the pack that are not worth a finding of their own.",
        },
      },
    },
    silent: () => !session.has("undetermined"),
    messages(_resources, { max = MAX }) {
      const byRule = [...session.undecided()].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      const total = byRule.reduce((sum, [, count]) => sum + count, 0);
      if (total <= Number(max)) return [];
      const named = byRule.slice(0, NAMED).map(([rule, count]) => `${rule} (${count})`);
      const others = byRule.length - named.length;
      const rest = others > 0 ? [`${others} other ${others === 1 ? "rule" : "rules"}`] : [];
      const rules = [...named, ...rest].join(", ");
      return [{ urn: "", text: `undetermined findings must be at most ${String(max)}, got ${total}: ${rules}` }];
    },
  };
}
