import * as path from "node:path";
import type { LockedChart } from "../../../components/lib/chart-lock";
import type { ChartPin } from "../../../components/lib/chart-pin";
import type { ChartRenderer } from "../../engine/types";
import { messageOf, UserError } from "../../lib/errors";
import { readChart } from "../contents";
import { limited } from "../limit";
import type { ChartUse } from "../uses";
import { chartImages } from "./chart-images";
import type { RegistryClient } from "./registry";

/** The digest of an image, which stands in `where`. @throws UserError when the image is not in its registry */
export type DigestLookup = (image: string, where: string) => Promise<string>;

/** Asks the registries, a few at a time and once for each image. */
export function digestLookup(registry: RegistryClient): DigestLookup {
  const limit = limited(8);
  const asked = new Map<string, Promise<string>>();
  return (image, where) => {
    const answer = asked.get(image) ?? limit(() => resolveImage(image, where, registry));
    asked.set(image, answer);
    return answer;
  };
}

interface ImageLookup {
  /** Folder with the archives. */
  directory: string;
  uses: ChartUse[];
  renderer: ChartRenderer;
  digestOf: DigestLookup;
  log: (line: string) => void;
}

/**
 * Gives a stored chart's lock the digest of each of its images. A digest that was locked before stays. An image that a
 * stack deploys must have one; others, found only in a chart's defaults, may be left out with a note.
 */
export function lockImages({ directory, uses, renderer, digestOf, log }: ImageLookup) {
  return async (pin: ChartPin, locked: LockedChart): Promise<LockedChart> => {
    const label = `${pin.name} ${pin.version}`;
    const archive = path.resolve(directory, `${pin.name}-${pin.version}.tgz`);
    const own = uses.filter(({ chart, version }) => chart === pin.name && version === pin.version);
    const { images, from, reason } = await chartImages((await readChart(archive))!, archive, own, renderer);
    if (reason) log(`note: ${label}: images are those of its values file only, because ${reason}`);

    const digests: Record<string, string> = {};
    for (const image of images.filter((image) => !image.includes("@"))) {
      try {
        digests[image] = locked.images[image] ?? (await digestOf(image, "the chart's values"));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (from === "stacks") throw new UserError(`${label}: ${messageOf(error)}`);
        log(`note: ${label}: left out of the lock: ${messageOf(error)}`);
      }
    }
    return { ...locked, images: digests };
  };
}

async function resolveImage(image: string, where: string, registry: RegistryClient): Promise<string> {
  const { host, repository, tag } = parseImage(image);
  const digest = await registry.digestOf(host, repository, tag);
  if (digest) return digest;
  throw new UserError(`image ${image} must be in its registry, got none of that name; correct its tag in ${where}`);
}

/** Fills in what Docker's way of writing leaves out. */
export function parseImage(image: string): { host: string; repository: string; tag: string } {
  const [first = "", ...rest] = image.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasHost ? rest.join("/") : image;
  const [, repository = path, tag = "latest"] = /^(.+?)(?::([^:]+))?$/.exec(path) ?? [];
  const host = hasHost && !["docker.io", "index.docker.io"].includes(first) ? first : "registry-1.docker.io";
  const isOfficial = host === "registry-1.docker.io" && !repository.includes("/");
  return { host, repository: isOfficial ? `library/${repository}` : repository, tag };
}
