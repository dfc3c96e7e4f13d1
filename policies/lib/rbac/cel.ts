import { celList, type Admission } from "../admission/admission";
import type { Permission } from "./grants";
import { matching } from "./grants";
import type { Power } from "./powers";

/** The rules of a role, as a variable: a role whose rules others bring has null there. */
export const ROLE_RULES = { rules: "dyn(object).?rules.orValue(null) == null ? dyn([]) : dyn(object).rules" };

/** Asks about every power by itself, so that the answer says which a role gives. */
export function powersAdmission(powers: readonly Power[]): Omit<Admission, "kinds"> {
  return {
    variables: ROLE_RULES,
    checks: powers.map(({ what, cel }) => ({
      holds: `!variables.rules.exists(r, ${cel})`,
      message: `rules[] must not allow ${what}`,
    })),
  };
}

/** {@link grants} about the rule `r`. */
export function celGrants({ group, resource, verbs }: Permission): string {
  return [
    verbs ? celIncludes("verbs", ["*", ...verbs]) : "size(r.?verbs.orValue([])) > 0",
    celIncludes("apiGroups", ["*", group]),
    celIncludes("resources", matching(resource)),
  ].join(" && ");
}

/** {@link named} about the rule `r`. */
export const CEL_NAMED = `(size(r.?resourceNames.orValue([])) > 0 && !${celIncludes("resourceNames", [""])})`;

/** {@link includes} about a list of the rule `r`. */
export function celIncludes(list: string, values: readonly string[]): string {
  return `r.?${list}.orValue([]).exists(item, item in ${celList(values)})`;
}
