import type { TestResource } from "./policies";

type Props = Record<string, unknown>;

/** A resource of a cloud; `more` says what else the engine knows of it. */
export function cloud(type: string, name: string, props: Props = {}, more: Partial<TestResource> = {}): TestResource {
  return { type, name, props, ...more };
}

/** `kind` as `module/Kind`, such as `eks/Cluster`. */
export function aws(kind: string, name: string, props: Props = {}, more: Partial<TestResource> = {}): TestResource {
  const [module, resource = ""] = kind.split("/");
  return cloud(`aws:${module}/${resource[0]!.toLowerCase()}${resource.slice(1)}:${resource}`, name, props, more);
}

/** `kind` as `module:Kind`, with a version of the API or without. */
export function azure(kind: string, name: string, props: Props = {}, more: Partial<TestResource> = {}): TestResource {
  return cloud(`azure-native:${kind}`, name, props, more);
}

/** An IAM document as JSON. */
export function iam(...statements: Props[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What a case says of a value that only the deployment tells. */
export const unknown = (path: string, of?: string) =>
  `${path}${of === undefined ? "" : ` of ${of}`} is not known before the deployment`;
