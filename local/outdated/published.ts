import { parseImage } from "../charts/pull/images";
import { download, request, type HttpOptions } from "../charts/pull/http";
import { RegistryClient } from "../charts/pull/registry";
import { ChartSources } from "../charts/pull/sources";
import { UserError } from "../lib/errors";
import type { Source } from "./pins";

export interface PublishedOptions extends HttpOptions {
  /** As Go takes it: proxies, of which the first is asked. */
  goProxy: string;
  /** Python's package index, in its simple form. */
  pythonIndex: string;
}

/** Asks registries, repositories and proxies which versions they have. */
export class Published {
  private readonly registry: RegistryClient;
  private readonly charts: ChartSources;
  private readonly modules = new Map<string, Promise<string[]>>();

  constructor(private readonly options: PublishedOptions) {
    this.registry = new RegistryClient(options);
    this.charts = new ChartSources(this.registry, options);
  }

  /** @throws UserError that says why they cannot be had */
  async versions(source: Exclude<Source, { from: "nobody" }>): Promise<string[]> {
    switch (source.from) {
      case "chart":
        return this.charts.versions(source.chart);
      case "image": {
        const { host, repository } = parseImage(source.image);
        return this.registry.tags(host, repository);
      }
      case "go": {
        const known = this.modules.get(source.module) ?? this.ofModule(source.module);
        this.modules.set(source.module, known);
        return known;
      }
      case "python":
        return this.ofDistribution(source.distribution);
    }
  }

  private async ofModule(module: string): Promise<string[]> {
    const proxy = this.options.goProxy.split(/[,|]/).find((entry) => /^https?:/.test(entry));
    if (proxy === undefined) {
      throw new UserError(`GOPROXY must name a proxy, got "${this.options.goProxy}"; set it to one`);
    }
    // Capitals are written so that file systems without case can hold them.
    const path = module.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
    const body = await this.read(`${proxy.replace(/\/$/, "")}/${path}/@v/list`);
    return body.split("\n").filter((line) => line !== "");
  }

  private async ofDistribution(name: string): Promise<string[]> {
    const accept = "application/vnd.pypi.simple.v1+json";
    const body = await this.read(`${this.options.pythonIndex.replace(/\/$/, "")}/${name}/`, { accept });
    try {
      return (JSON.parse(body) as { versions?: string[] }).versions ?? [];
    } catch {
      throw new UserError(`the package index must answer in JSON for ${name}, got something else; look there by hand`);
    }
  }

  private async read(url: string, headers: Record<string, string> = {}): Promise<string> {
    const { status, body } = await download(() => request(url, { ...this.options, headers }), this.options);
    if (status === 200) return body.toString("utf8");
    throw new UserError(`${new URL(url).host} must list versions, got status ${status}; run the command again later`);
  }
}
