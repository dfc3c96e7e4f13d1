import * as yaml from "yaml";
import type { ChartPin } from "../../../components/lib/chart-pin";
import { UserError } from "../../lib/errors";
import { download, request, sha256, type HttpOptions } from "./http";
import { nearestVersions } from "./nearest-versions";
import type { RegistryClient } from "./registry";

const chartLayers = ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"];

/** An archive as published, and its digest. */
export interface Published {
  archive: Buffer;
  digest: string;
}

/**
 * Fetches charts as published and verifies their digests. `helm pull` would do the download, but image digests need this
 * registry client in any case, a mismatch or a missing version should say what to do, and Helm need not be installed.
 */
export class ChartSources {
  private readonly indexes = new Map<string, Promise<Index>>();

  constructor(
    private readonly registry: RegistryClient,
    private readonly options: HttpOptions,
  ) {}

  /** @throws UserError when the version is not there or is not what its digest says */
  async fetch(pin: ChartPin): Promise<Published> {
    const { archive, expected } = pin.repository.startsWith("oci://")
      ? await this.fromRegistry(pin)
      : await this.fromRepository(pin);
    const digest = sha256(archive);
    if (expected === undefined || digest === expected) return { archive, digest };
    throw new UserError(
      `${pin.name} ${pin.version} from ${pin.repository} must have digest ${expected}, got ${digest}; run the command again, and if this stays, do not use it`,
    );
  }

  /** Every published version of the chart. @throws UserError when its repository cannot be read */
  async versions({ name, repository }: Pick<ChartPin, "name" | "repository">): Promise<string[]> {
    if (!repository.startsWith("oci://"))
      return ((await this.index(repository))[name] ?? []).map((entry) => entry.version);
    const [host = "", ...path] = `${repository.slice("oci://".length)}/${name}`.split("/");
    return (await this.registry.tags(host, path.join("/"))).map((tag) => tag.replaceAll("_", "+"));
  }

  private async fromRegistry(pin: ChartPin): Promise<{ archive: Buffer; expected: string }> {
    const [host = "", ...path] = `${pin.repository.slice("oci://".length)}/${pin.name}`.split("/");
    const repository = path.join("/");
    // A tag cannot hold a plus sign; Helm writes an underscore.
    const manifest = await this.registry.manifest(host, repository, pin.version.replaceAll("+", "_"));
    if (!manifest) {
      const tags = await this.registry.tags(host, repository);
      throw missing(
        pin,
        tags.map((tag) => tag.replaceAll("_", "+")),
      );
    }
    const { layers = [] } = manifest.content as { layers?: { mediaType: string; digest: string }[] };
    const layer = layers.find(({ mediaType }) => chartLayers.includes(mediaType));
    if (!layer)
      throw new UserError(
        `${pin.repository}/${pin.name}:${pin.version} must be a Helm chart, got something else; correct the pin in src/versions.ts`,
      );
    return { archive: await this.registry.blob(host, repository, layer.digest), expected: layer.digest };
  }

  private async fromRepository(pin: ChartPin): Promise<{ archive: Buffer; expected?: string }> {
    const index = await this.index(pin.repository);
    const versions = index[pin.name] ?? [];
    const entry = versions.find(({ version }) => version === pin.version);
    const [url] = entry?.urls ?? [];
    if (!entry || !url)
      throw missing(
        pin,
        versions.map(({ version }) => version),
      );
    const location = new URL(url, `${pin.repository}/`).href;
    const { status, body } = await download(() => request(location, this.options), this.options);
    if (status !== 200) {
      throw new UserError(
        `${location} must be the archive of ${pin.name} ${pin.version}, got status ${status}; run the command again later`,
      );
    }
    return { archive: body, expected: entry.digest && `sha256:${entry.digest.replace(/^sha256:/, "")}` };
  }

  private index(repository: string): Promise<Index> {
    const known = this.indexes.get(repository) ?? this.readIndex(repository);
    this.indexes.set(repository, known);
    return known;
  }

  private async readIndex(repository: string): Promise<Index> {
    const { status, body } = await download(() => request(`${repository}/index.yaml`, this.options), this.options);
    const entries =
      status === 200 ? (yaml.parse(body.toString("utf8")) as { entries?: Index } | null)?.entries : undefined;
    if (entries) return entries;
    throw new UserError(
      `${repository}/index.yaml must list charts, got status ${status}; correct the repository in src/versions.ts`,
    );
  }
}

type Index = Record<string, { version: string; digest?: string; urls: string[] }[]>;

function missing(pin: ChartPin, versions: string[]): UserError {
  const near = nearestVersions(pin.version, versions);
  const got = near.length > 0 ? near.join(", ") : "no version of it";
  return new UserError(
    `${pin.repository} must have ${pin.name} ${pin.version}, got ${got}; correct the pin in src/versions.ts`,
  );
}
