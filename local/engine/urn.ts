export const STACK_TYPE = "pulumi:pulumi:Stack";

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`; the stack itself never appears among the parents' types. */
export function createUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentTypes = parent === "" ? "" : qualifiedType(parent);
  const types = parentTypes === "" || parentTypes === STACK_TYPE ? type : `${parentTypes}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** The URN of a resource below `parent`. */
export function childUrn(parent: string, type: string, name: string): string {
  const [stack = "", project = ""] = parent.slice("urn:pulumi:".length).split("::");
  return createUrn(stack, project, parent, type, name);
}

export function rootUrn(stack: string, project: string): string {
  return createUrn(stack, project, "", STACK_TYPE, `${project}-${stack}`);
}

/** The type with those of its parents: `platform:components:Team$kubernetes:core/v1:Namespace`. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").pop() ?? "";
}

/** Names may hold `::` themselves. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `kubernetes` for `kubernetes:core/v1:Namespace`. */
export function packageOf(type: string): string {
  return type.slice(0, Math.max(0, type.indexOf(":")));
}

const providerPrefix = "pulumi:providers:";

export function providerType(packageName: string): string {
  return `${providerPrefix}${packageName}`;
}

export function isProviderType(type: string): boolean {
  return type.startsWith(providerPrefix);
}

/** The package that a provider of this type serves. */
export function providedPackage(type: string): string {
  return isProviderType(type) ? type.slice(providerPrefix.length) : "";
}

/** Takes a provider reference, `URN::ID`, apart. Undefined when it is none. */
export function parseReference(reference: string): { urn: string; id: string } | undefined {
  const end = reference.lastIndexOf("::");
  const urn = reference.slice(0, Math.max(0, end));
  return isProviderType(typeOf(urn)) ? { urn, id: reference.slice(end + 2) } : undefined;
}
