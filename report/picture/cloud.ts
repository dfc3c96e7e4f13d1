import { kindOf } from "../components";
import { counted, groupBy, stated } from "../objects";
import type { Plan, PlannedResource } from "../plan";
import type { Node } from "./model";

const clouds: Readonly<Record<string, string>> = { aws: "AWS", "azure-native": "Azure" };

/** Provider of a resource, by its type. */
const providerOf = ({ type }: PlannedResource) => type.slice(0, type.indexOf(":"));

/** One node for each component that makes something in a cloud. */
export function cloudNodes(plan: Plan): Node[] {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const made = plan.resources.filter((resource) => resource.custom && providerOf(resource) in clouds);
  return [...groupBy(made, ({ parent }) => parent ?? "")].map(([urn, its]) => {
    const kinds = [...groupBy(its, ({ type }) => kindOf(type))].map(([kind, members]) =>
      members.length === 1 ? kind : `${members.length} ${kind}`,
    );
    const region = stated((its.find(({ props }) => stated((props as Props).region) !== "")?.props as Props)?.region);
    return {
      id: `cloud ${urn}`,
      kind: "cloud",
      title: byUrn.get(urn)?.name ?? plan.stack,
      lines: [...(region ? [region] : []), ...mostOf(kinds)],
      details: [
        counted(its.length, "resource"),
        ...kinds,
        ...its.map(({ props }) => stated((props as Props).bucket)).filter((bucket) => bucket !== ""),
      ],
    };
  });
}

/** Cloud and region of the stack, as its providers and resources say. */
export function regionOf(plan: Plan): string {
  const provider = plan.resources.find(({ type }) => type.replace("pulumi:providers:", "") in clouds);
  const name = provider ? clouds[provider.type.replace("pulumi:providers:", "")]! : "";
  const region =
    stated((provider?.props as Props | undefined)?.region) || stated((provider?.props as Props | undefined)?.location);
  return `${name} ${region}`.trim();
}

function mostOf(kinds: string[]): string[] {
  return kinds.length > 3 ? [...kinds.slice(0, 3), `and ${kinds.length - 3} more kinds`] : kinds;
}

interface Props {
  region?: unknown;
  location?: unknown;
  bucket?: unknown;
}
