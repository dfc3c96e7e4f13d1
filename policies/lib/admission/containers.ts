import type { ContainerList } from "../kubernetes/pods";
import type { Admission } from "./admission";
import { podVariables } from "./pods";

export interface ContainerAdmission {
  /** See {@link Admission.variables}. */
  variables?: Readonly<Record<string, string>>;
  /** Questions about every container by itself, as `c`. */
  checks: readonly {
    /** CEL, true for a container that breaks the rule. */
    violates: string;
    /** What its field must be. */
    message: string;
  }[];
}

/** Asks every container of the lists, and names those that break the rule. */
export function containerAdmission(
  { variables, checks }: ContainerAdmission,
  lists: readonly ContainerList[],
): Omit<Admission, "kinds"> {
  const found = checks.map(({ violates }, i): [string, string] => [
    `found${i}`,
    `variables.containers.filter(c, ${violates})`,
  ]);
  return {
    variables: { ...podVariables(lists), ...variables, ...Object.fromEntries(found) },
    checks: checks.map(({ message }, i) => ({
      holds: `size(variables.found${i}) == 0`,
      where: `variables.found${i}.map(c, c.name).join(', ')`,
      message,
    })),
  };
}
