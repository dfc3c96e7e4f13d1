import type { Resource } from "../rule";
import { attempt, some, Undetermined } from "../unknowns";
import { idOf, strings } from "./resources";

/**
 * Whether a property of one resource means another resource. Before the first deployment most IDs are unknown, so the
 * question is settled by what is known: the value itself where the program writes names, or from which resources'
 * outputs the engine says that the value is made. That a resource depends on another as a whole proves nothing.
 *
 * @param property top-level property that holds a name or ID, or a list of them
 * @param names what the target may be called, such as its `bucket`
 */
export function refersTo(
  resource: Resource,
  property: string,
  target: Resource,
  names: (() => unknown)[] = [],
): boolean {
  const sources = attempt(() => resource.propertyDependencies?.[property] ?? []);
  const made = sources instanceof Undetermined ? [] : sources;
  if (made.some(({ urn }) => urn === target.urn)) return true;
  const values = attempt(() => strings(resource.props[property]));
  if (values instanceof Undetermined) {
    if (made.length > 0) return false; // made of something else
    throw values.from(idOf(resource));
  }
  // What a program writes by hand is the target's name, its ID or its ARN, which ends in either.
  return some(
    () => names,
    (name) => {
      const known = name();
      return (
        typeof known === "string" && known !== "" && values.some((value) => value === known || endsIn(value, known))
      );
    },
  );
}

function endsIn(value: string, name: string): boolean {
  return value.endsWith(`:${name}`) || value.endsWith(`/${name}`);
}

/** Three-valued: whether one of the resources refers to the target and holds. */
export function someReferring(
  resources: readonly Resource[],
  property: string,
  target: Resource,
  names: (() => unknown)[],
  holds: (resource: Resource) => boolean = () => true,
): boolean {
  return some(
    () => resources,
    (resource) => refersTo(resource, property, target, names) && holds(resource),
  );
}
