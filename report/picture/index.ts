import { instance, type Viz } from "@viz-js/viz";
import type { Plan } from "../plan";
import { dot } from "./dot";
import { pictureOf, type Picture } from "./model";
import { svg } from "./svg";

let loaded: Promise<Viz> | undefined;

/** A picture and its layout. */
export interface Drawing {
  picture: Picture;
  /** The picture as SVG. */
  svg: string;
}

/** Draws the architecture of a plan; the same plan gives the same picture on every machine. */
export async function draw(plan: Plan): Promise<Drawing> {
  const picture = pictureOf(plan);
  const drawn = (await (loaded ??= instance())).renderString(dot(picture), { format: "svg" });
  return { picture, svg: svg(picture, drawn) };
}
