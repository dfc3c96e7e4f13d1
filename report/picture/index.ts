import { instance, type Viz } from "@viz-js/viz";
import type { Plan } from "../plan";
import { dot } from "./dot";
import { pictureOf, type Picture } from "./model";
import { svg } from "./svg";

let loaded: Promise<Viz> | undefined;

/** Begins to load what lays pictures out, so that it is there when it is needed. */
export function loadLayout(): Promise<Viz> {
  return (loaded ??= instance());
}

/** A picture and its layout. */
export interface Drawing {
  picture: Picture;
  /** The picture as SVG. @param linkOf where a box leads, by its id */
  svg: (linkOf?: (id: string) => string | undefined) => string;
}

/** Draws the architecture of a plan; the same plan gives the same picture on every machine. */
export async function draw(plan: Plan): Promise<Drawing> {
  const picture = pictureOf(plan);
  const drawn = (await loadLayout()).renderString(dot(picture), { format: "svg" });
  return { picture, svg: (linkOf) => svg(picture, drawn, linkOf) };
}
