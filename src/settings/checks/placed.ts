import type { Settings } from "../index";
import type { Problem } from "../problems";

type Namespace = Settings["teams"][number]["namespaces"][number] | Settings["environments"][number];

/** A namespace and where in the configuration it is declared. */
export interface Placed {
  at: (string | number)[];
  spec: Namespace;
}

export function allNamespaces({ environments = [], teams = [] }: Partial<Settings>): Placed[] {
  return [
    ...environments.map((spec, i) => ({ at: ["environments", i], spec })),
    ...teams.flatMap((team, i) => team.namespaces.map((spec, j) => ({ at: ["teams", i, "namespaces", j], spec }))),
  ];
}

/** Every name after its first use. */
export function duplicates(names: [string, string][]): Problem[] {
  const first = new Map<string, string>();
  return names.flatMap(([at, name]) => {
    const taken = first.get(name);
    if (taken === undefined) first.set(name, at);
    return taken === undefined
      ? []
      : [{ at, must: `be unique, but ${taken} has it too`, got: name, remedy: "rename one" }];
  });
}

/** What is wrong with the environment that something names, if anything. @param names those of the stack */
export function environmentProblems(at: string, environment: string | undefined, names: string[]): Problem[] {
  if (environment === undefined) {
    if (names.length <= 1) return [];
    const must = `be set, because the stack carries several environments (${names.join(", ")})`;
    return [{ at, must, remedy: "write one of them" }];
  }
  if (names.includes(environment)) return [];
  const must = `be an environment of this stack (${names.join(", ")})`;
  return [{ at, must, got: environment, remedy: "write one of them, or add it to platform:environments" }];
}
