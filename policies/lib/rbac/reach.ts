import type { Report } from "../report";
import { attempt, type Undetermined } from "../unknowns";
import { isFull } from "./admin";
import { subjectOf, type Bindings } from "./bindings";
import { DANGERS, ESCALATIONS, SECRET_READS, WILDCARDS, type Power } from "./powers";
import { powersOf, type EffectiveRole, type Roles } from "./roles";
import { principalLabel } from "./subjects";

const EXCESSIVE: readonly Power[] = [...WILDCARDS, ...ESCALATIONS, ...SECRET_READS, ...DANGERS];

/** What one binding gives its subjects beyond what any role should. */
export interface Reach {
  binding: string;
  role: string;
  powers: { what: string; /** The role whose rule it is. */ of: string }[];
  /** What else could not be told. */
  unknown: Undetermined[];
}

/**
 * The excessive reaches of every subject, by {@link principalLabel}. Subjects of such bindings that are unknown are
 * reported here, once: they may be anybody.
 */
export function reachesBySubject(bindings: Bindings, roles: Roles, report: Report): Map<string, Reach[]> {
  const reaches = new Map<string, Reach[]>();
  const excesses = new Map<EffectiveRole, Excess>();
  for (const binding of bindings.all) {
    report.on(binding.urn, () => {
      const role = bindings.role(binding, roles);
      // Many bindings share a role.
      if (!excesses.has(role)) excesses.set(role, excess(role));
      const { powers, unknown } = excesses.get(role)!;
      if (powers.length + unknown.length === 0) return;
      const reach = { binding: binding.label, role: role.label, powers, unknown };
      report.each(
        () => binding.body.subjects,
        (subject) => {
          const who = principalLabel(subjectOf(binding, subject));
          const all = reaches.get(who);
          if (all) all.push(reach);
          else reaches.set(who, [reach]);
        },
      );
    });
  }
  return reaches;
}

type Excess = Pick<Reach, "powers" | "unknown">;

function excess(role: EffectiveRole): Excess {
  const whole = (what: string) => ({ powers: [{ what, of: role.label }], unknown: [] });
  if (attempt(() => isFull(role)) === true) return whole("everything");
  if (role.controlPlane) return whole("the control plane's own rights");
  const { found, unknown } = powersOf(role, EXCESSIVE);
  return { powers: found, unknown };
}
