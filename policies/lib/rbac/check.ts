import type { KubernetesObject } from "../kubernetes/object";
import type { Role } from "../kubernetes/types";
import type { Report } from "../report";
import type { Power } from "./powers";

/** Reports every rule of the role that gives any of the powers. */
export function checkRules(role: KubernetesObject<Role>, report: Report, powers: readonly Power[]): void {
  report.each(
    () => role.body.rules,
    (rule, index) => {
      const given = report.filter(
        () => powers,
        (power) => power.given(rule),
      );
      if (given.length > 0) report.violation(`rules[${index}] allows ${given.map(({ what }) => what).join(", ")}`);
    },
  );
}
