import type { ChartLock } from "../../components/lib/chart-lock";
import { images } from "../versions";

/** The images of {@link images}, each a reference. */
export type Images = References<typeof images>;

type References<T> = { readonly [K in keyof T]: T[K] extends string ? string : References<T[K]> };

/** The images that the program itself deploys: by digest as `npm run charts -- pull` locked it, else by their tags. */
export function lockedImages(lock: ChartLock | undefined): Images {
  return withDigests(images, lock?.images ?? {}) as Images;
}

/** Every image of {@link images} once. */
export function ownImages(node: object = images): string[] {
  return [
    ...new Set(
      Object.values(node).flatMap((item: string | object) => (typeof item === "string" ? item : ownImages(item))),
    ),
  ];
}

function withDigests(node: object, digests: Readonly<Record<string, string>>): object {
  const locked = (item: string | object) => {
    if (typeof item !== "string") return withDigests(item, digests);
    return Object.hasOwn(digests, item) ? `${item}@${digests[item]}` : item;
  };
  return Object.fromEntries(Object.entries(node).map(([key, item]: [string, string | object]) => [key, locked(item)]));
}
