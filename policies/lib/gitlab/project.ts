import { refersTo, someReferring } from "../cloud/join";
import { idOf, ofType, propsOf } from "../cloud/resources";
import type { Report } from "../report";
import type { Resource } from "../rule";
import { attempt, concerning, Undetermined } from "../unknowns";
import { PROJECT } from "./resources";

/** What of a project says where it is. */
interface Located {
  path: string;
  name: string;
  pathWithNamespace: string;
}

/** Something that belongs to a project. */
export interface Belonging<T extends object> {
  type: string;
  /** What must be true of it. */
  holds: (props: Partial<T>) => boolean;
}

/** Judges every project by what belongs to it. */
export function eachProject(resources: readonly Resource[], report: Report, judge: (project: Resource) => void): void {
  for (const project of ofType(resources, PROJECT)) report.on(project.urn, () => judge(project));
}

/** Whether one of the resources of a type belongs to the project and holds. */
export function someOf<T extends object>(
  resources: readonly Resource[],
  project: Resource,
  { type, holds }: Belonging<T>,
): boolean {
  return someReferring(ofType(resources, type), "project", project, namesOf(project), (resource) =>
    concerning(idOf(resource), () => holds(propsOf<T>(resource))),
  );
}

/** Reports what a project lacks. */
export function requireOf<T extends object>(
  resources: readonly Resource[],
  project: Resource,
  report: Report,
  { must, ...belonging }: Belonging<T> & { must: string },
): void {
  report.attempt(() => {
    if (!someOf(resources, project, belonging)) report.violation(must);
  });
}

/** Whether two resources belong to one project, which the stack need not hold. */
export function sameProject(a: Resource, b: Resource, projects: readonly Resource[]): boolean {
  const [left, right] = [a, b].map((resource) => attempt(() => resource.props["project"]));
  if (!(left instanceof Undetermined) && !(right instanceof Undetermined)) return left === right;
  const known = projects.find((project) => refersTo(a, "project", project, namesOf(project)));
  if (known) return refersTo(b, "project", known, namesOf(known));
  throw left instanceof Undetermined ? left.from(idOf(a)) : (right as Undetermined).from(idOf(b));
}

function namesOf(project: Resource): (() => unknown)[] {
  const props = propsOf<Located>(project);
  return [() => props.path, () => props.name, () => props.pathWithNamespace];
}
