import { cloud } from "./cloud";
import { UNKNOWN, type TestResource } from "./policies";

type Props = Record<string, unknown>;

/** `kind` as `Project`. */
export function gitlab(kind: string, name: string, props: Props = {}, more: Partial<TestResource> = {}): TestResource {
  return cloud(`gitlab:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`, name, props, more);
}

/** Path of the project of all cases. */
export const api = "shop/api";

export const project = (props: Props = {}) =>
  gitlab("Project", "api", { path: "api", defaultBranch: "main", ...props });

/** The resources as a stack holds them that makes the project as well: its number is not known yet. */
export function beforeDeployment(resources: readonly TestResource[]): TestResource[] {
  return resources.map((resource) =>
    "project" in resource.props
      ? {
          ...resource,
          props: { ...resource.props, project: UNKNOWN },
          madeOf: { project: ["gitlab:index/project:Project::api"] },
        }
      : resource,
  );
}
