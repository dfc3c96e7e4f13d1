import * as yaml from "yaml";
import { imagesOf } from "../../../components/lib/images";
import { SecretValue, UNKNOWN, type ChartRenderer } from "../../engine/types";
import type { ChartContents } from "../contents";
import type { ChartUse } from "../uses";

/** The images of a chart, and where that is known from. */
export interface ChartImages {
  images: string[];
  /** `rendered` with a stack's values; otherwise with the chart's own, or merely read out of these. */
  from: "stacks" | "defaults" | "values file";
  /** Why it is not known from rendering with a stack's values. */
  reason?: string;
}

/**
 * Finds the images that a chart deploys: by rendering it with each stack's values; where no stack uses it, with its own
 * defaults; where it cannot be rendered, by looking through its values file.
 */
export async function chartImages(
  contents: ChartContents,
  location: string,
  uses: ChartUse[],
  renderer: ChartRenderer,
): Promise<ChartImages> {
  const images = new Set<string>();
  let reason: string | undefined;
  for (const values of uses.length > 0 ? uses.map((use) => use.values) : [{}]) {
    const { name, version } = contents;
    const inputs = { chart: location, version, name, namespace: "platform", values: settled(values) };
    const result = await renderer.render(inputs);
    if ("reason" in result) reason = result.reason;
    else for (const image of result.objects.flatMap(imagesOf)) images.add(image);
  }
  if (reason !== undefined) {
    return { images: [...new Set([...images, ...imagesInValues(contents)])].sort(), from: "values file", reason };
  }
  return { images: [...images].sort(), from: uses.length > 0 ? "stacks" : "defaults" };
}

/** Something in place of what only a deployment will tell: addresses and roles do not choose images. */
function settled(value: unknown): unknown {
  if (value === UNKNOWN) return "known-after-deployment";
  if (value instanceof SecretValue) return new SecretValue(settled(value.value));
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settled(inner)]));
}

/** References that the chart's values file spells out: `registry`, `repository` and `tag` beside each other. */
export function imagesInValues({ values, appVersion }: Pick<ChartContents, "values" | "appVersion">): string[] {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { registry, repository, tag } = node as Record<string, unknown>;
    const version = isText(tag) || typeof tag === "number" ? String(tag) : appVersion;
    if (isText(repository) && version) found.add(`${isText(registry) ? `${registry}/` : ""}${repository}:${version}`);
    Object.values(node).forEach(visit);
  };
  visit(yaml.parse(values, { merge: true, maxAliasCount: -1 }));
  return [...found].sort();
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
